'use client';
import { LogOut } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useAct, useAsk } from '../../client/act.ts';
import { problemOf } from '../../client/refused-act.ts';
import { useSession } from '../../client/session.tsx';
import { Button } from '../../components/ui/button.tsx';
import { Dialog } from '../../components/ui/dialog.tsx';
import { Notice } from '../../components/ui/notice.tsx';
import { ProblemNotice } from '../shell/problem-notice.tsx';

/** Ends the session and takes the account off this browser; what was not sent yet would be lost, so it is named. */
export function SignOut() {
  const t = useTranslations('me.signOut');
  const common = useTranslations('common.actions');
  const { signOut: leave } = useSession();
  const [isOpen, setOpen] = useState(false);
  const { data: waiting = [] } = useAsk(['waiting'], (acts) => acts.waiting());
  const { mutate, error, isPending } = useAct(() => leave());
  return (
    <>
      <Button look="secondary" onClick={() => setOpen(true)}>
        <LogOut aria-hidden className="size-4" />
        {t('action')}
      </Button>
      <Dialog
        title={t('title')}
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        actions={
          <>
            <Button look="secondary" onClick={() => setOpen(false)}>
              {common('cancel')}
            </Button>
            <Button look={waiting.length > 0 ? 'danger' : 'primary'} isBusy={isPending} onClick={() => mutate()}>
              {waiting.length > 0 ? t('confirmLoss') : t('confirm')}
            </Button>
          </>
        }
      >
        <p>{t('text')}</p>
        {waiting.length > 0 && (
          <Notice kind="warn" title={t('waiting', { count: waiting.length })}>
            <ul className="list-disc pl-5">
              {waiting.slice(0, 5).map(({ elementId, title }) => (
                <li key={elementId}>{title}</li>
              ))}
            </ul>
            {waiting.length > 5 && <p>{t('more', { count: waiting.length - 5 })}</p>}
          </Notice>
        )}
        {error && <ProblemNotice problem={problemOf(error)} />}
      </Dialog>
    </>
  );
}
