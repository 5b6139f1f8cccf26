'use client';
import { MonitorSmartphone } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useAct } from '../../client/act.ts';
import { useDates } from '../../client/dates.ts';
import { problemOf } from '../../client/refused-act.ts';
import { Badge } from '../../components/ui/badge.tsx';
import { Button } from '../../components/ui/button.tsx';
import { useToast } from '../../components/ui/toaster.tsx';
import type { Acts } from '../../worker/acts/acts.ts';
import { ProblemNotice } from '../shell/problem-notice.tsx';

type Session = Awaited<ReturnType<Acts['sessions']>>[number];

/** One device that is logged in. */
export function SessionRow({ session }: { readonly session: Session }) {
  const t = useTranslations('me.sessions');
  const dates = useDates();
  const toast = useToast();
  const { mutate, error, isPending } = useAct(
    async (acts) => {
      await acts.endSession(session.sessionId);
      // Here and not afterwards: then this row is gone.
      toast({ text: t('endedOne', { device: session.device }) });
    },
    { changes: ['sessions'] },
  );
  const { device, kind, address, createdAt, lastUsedAt, isCurrent } = session;
  return (
    <li className="space-y-3 px-4 py-4 sm:px-5">
      <div className="flex flex-wrap items-start gap-x-4 gap-y-3">
        <MonitorSmartphone aria-hidden className="mt-0.5 size-5 shrink-0 text-accent" />
        <div className="min-w-0 flex-1 basis-56">
          <p className="flex flex-wrap items-center gap-2">
            <span className="font-medium break-words">{device}</span>
            {isCurrent && <Badge kind="info">{t('current')}</Badge>}
          </p>
          <p className="text-sm text-muted">{t(`kinds.${kind}`)}</p>
          <p className="text-sm break-words text-muted">{t('place', { address })}</p>
          <p className="text-sm text-muted">{t('used', { first: dates.instant(createdAt), last: dates.instant(lastUsedAt) })}</p>
        </div>
        {!isCurrent && (
          <Button look="secondary" isBusy={isPending} aria-label={t('endOne', { device })} onClick={() => mutate()}>
            {t('end')}
          </Button>
        )}
      </div>
      {error && <ProblemNotice problem={problemOf(error)} />}
    </li>
  );
}
