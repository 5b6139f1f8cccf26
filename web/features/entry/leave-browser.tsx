'use client';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useAttempt } from '../../client/attempt.ts';
import { useSession } from '../../client/session.tsx';
import { Button } from '../../components/ui/button.tsx';
import { Dialog } from '../../components/ui/dialog.tsx';
import { ProblemNotice } from '../shell/problem-notice.tsx';

/** Removes a locked account from this browser, after saying what that loses. */
export function LeaveBrowser() {
  const t = useTranslations('entry.leave');
  const common = useTranslations('common.actions');
  const { signOut } = useSession();
  const [isAsking, setAsking] = useState(false);
  const { run, isBusy, problem } = useAttempt(() => signOut());
  return (
    <>
      <button
        type="button"
        onClick={() => setAsking(true)}
        className="inline-block min-h-6 py-1 text-left text-accent underline-offset-2 hover:underline"
      >
        {t('open')}
      </button>
      <Dialog
        title={t('title')}
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        actions={
          <>
            <Button look="secondary" onClick={() => setAsking(false)}>
              {common('cancel')}
            </Button>
            <Button look="danger" isBusy={isBusy} onClick={() => void run()}>
              {t('confirm')}
            </Button>
          </>
        }
      >
        {problem && <ProblemNotice problem={problem} />}
        <p>{t('stays')}</p>
        <p>{t('lost')}</p>
        <p className="text-muted">{t('listed')}</p>
      </Dialog>
    </>
  );
}
