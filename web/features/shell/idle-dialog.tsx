'use client';
import { useTranslations } from 'next-intl';
import { useIdleLock } from '../../client/idle.ts';
import { useSession } from '../../client/session.tsx';
import { useHasUnsaved } from '../../client/unsaved-forms.ts';
import { Button } from '../../components/ui/button.tsx';
import { Dialog } from '../../components/ui/dialog.tsx';

/** Seconds at which the time left is said aloud. */
const SPOKEN = [60, 30, 15, 5] as const;

/** Locks when nobody is there; before, it asks. */
export function IdleDialog() {
  const t = useTranslations('common.idle');
  const { lock } = useSession();
  const { secondsLeft, stay } = useIdleLock();
  const hasUnsaved = useHasUnsaved();
  const spoken = SPOKEN.findLast((seconds) => seconds >= (secondsLeft ?? 0));
  return (
    <Dialog
      title={t('title')}
      isOpen={secondsLeft !== undefined}
      onClose={stay}
      actions={
        <>
          <Button look="secondary" onClick={() => void lock()}>
            {t('lock')}
          </Button>
          <Button onClick={stay}>{t('stay')}</Button>
        </>
      }
    >
      <p aria-hidden className="tabular-nums">
        {t('left', { seconds: secondsLeft ?? 0 })}
      </p>
      <p role="status" className="sr-only">
        {spoken === undefined ? '' : t('left', { seconds: spoken })}
      </p>
      {hasUnsaved && <p className="font-medium">{t('unsaved')}</p>}
      <p className="text-muted">{t('why')}</p>
    </Dialog>
  );
}
