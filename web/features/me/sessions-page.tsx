'use client';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useAct, useAsk } from '../../client/act.ts';
import { usePaths } from '../../client/paths.ts';
import { problemOf } from '../../client/refused-act.ts';
import { Button } from '../../components/ui/button.tsx';
import { Dialog } from '../../components/ui/dialog.tsx';
import { PageHeader } from '../../components/ui/page-header.tsx';
import { Spinner } from '../../components/ui/spinner.tsx';
import { useToast } from '../../components/ui/toaster.tsx';
import { ProblemNotice } from '../shell/problem-notice.tsx';
import { LoginHistory } from './login-history.tsx';
import { SessionRow } from './session-row.tsx';

/** Where I am logged in, and who tried to be. */
export function SessionsPage() {
  const t = useTranslations('me.sessions');
  const common = useTranslations('common.actions');
  const path = usePaths();
  const toast = useToast();
  const [isAsking, setAsking] = useState(false);
  const { data: sessions, error, refetch } = useAsk(['sessions', 'list'], (acts) => acts.sessions());
  const endOthers = useAct((acts) => acts.endOtherSessions(), { changes: ['sessions'] });
  const hasOthers = sessions?.some(({ isCurrent }) => !isCurrent) ?? false;
  return (
    <div className="max-w-3xl space-y-8">
      <PageHeader title={t('title')} intro={t('intro')} back={path('me')} />
      <section aria-labelledby="sessions" className="space-y-4">
        <h2 id="sessions" className="text-lg font-semibold">
          {t('list')}
        </h2>
        {error && <ProblemNotice problem={problemOf(error)} onRetry={() => void refetch()} />}
        {!sessions && !error && <Spinner />}
        {sessions && (
          <ul className="divide-y divide-line rounded-2xl border border-line bg-surface">
            {sessions.map((session) => (
              <SessionRow key={session.sessionId} session={session} />
            ))}
          </ul>
        )}
        {hasOthers && (
          <Button look="secondary" onClick={() => setAsking(true)}>
            {t('endOthers')}
          </Button>
        )}
        {endOthers.error && <ProblemNotice problem={problemOf(endOthers.error)} />}
      </section>
      <Dialog
        title={t('endOthers')}
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        actions={
          <>
            <Button look="secondary" onClick={() => setAsking(false)}>
              {common('cancel')}
            </Button>
            <Button
              isBusy={endOthers.isPending}
              onClick={() =>
                endOthers.mutate(undefined, {
                  onSuccess: (count) => toast({ text: t('ended', { count }) }),
                  onSettled: () => setAsking(false),
                })
              }
            >
              {t('endOthers')}
            </Button>
          </>
        }
      >
        <p>{t('endOthersText')}</p>
      </Dialog>
      <LoginHistory />
    </div>
  );
}
