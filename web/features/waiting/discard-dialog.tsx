'use client';
import type { WaitingEdit } from '@sealchart/sdk';
import { useTranslations } from 'next-intl';
import { useAct } from '../../client/act.ts';
import { problemOf } from '../../client/refused-act.ts';
import { Button } from '../../components/ui/button.tsx';
import { Dialog } from '../../components/ui/dialog.tsx';
import { useToast } from '../../components/ui/toaster.tsx';
import { ProblemNotice } from '../shell/problem-notice.tsx';

interface DiscardDialogProps {
  readonly edit: Pick<WaitingEdit, 'elementId' | 'title'>;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** Gives up a change that nobody else has seen: it is nowhere but here, and it says so. */
export function DiscardDialog({ edit: { elementId, title }, isOpen, onClose }: DiscardDialogProps) {
  const t = useTranslations('element.pending');
  const common = useTranslations('common.actions');
  const toast = useToast();
  const { mutate, isPending, error, reset } = useAct((acts) => acts.discardEdit(elementId), {
    changes: ['waiting', 'elements'],
    onDone: () => toast({ text: t('discarded', { title }) }),
  });
  const close = () => {
    reset();
    onClose();
  };
  return (
    <Dialog
      title={t('discardTitle')}
      isOpen={isOpen}
      onClose={close}
      actions={
        <>
          <Button look="secondary" onClick={close}>
            {common('cancel')}
          </Button>
          <Button look="danger" isBusy={isPending} onClick={() => mutate()}>
            {t('discardAct')}
          </Button>
        </>
      }
    >
      <p className="font-medium break-words">{title}</p>
      <p>{t('discardText')}</p>
      {error && <ProblemNotice problem={problemOf(error)} />}
    </Dialog>
  );
}
