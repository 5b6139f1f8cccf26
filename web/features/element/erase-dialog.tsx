'use client';
import type { OpenedElement } from '@sealchart/sdk';
import { useTranslations } from 'next-intl';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useAct } from '../../client/act.ts';
import { done } from '../../client/outcome.ts';
import { usePaths } from '../../client/paths.ts';
import { problemOf } from '../../client/refused-act.ts';
import { Button } from '../../components/ui/button.tsx';
import { Checkbox } from '../../components/ui/controls.tsx';
import { Dialog } from '../../components/ui/dialog.tsx';
import { useToast } from '../../components/ui/toaster.tsx';
import { ProblemNotice } from '../shell/problem-notice.tsx';

interface EraseDialogProps {
  readonly element: Pick<OpenedElement, 'elementId' | 'title' | 'readers'>;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** Erasing cannot be taken back: the consequences come first, and a box to tick. */
export function EraseDialog({ element: { elementId, title, readers }, isOpen, onClose }: EraseDialogProps) {
  const t = useTranslations('element.erase');
  const common = useTranslations('common.actions');
  const pathOf = usePaths();
  const router = useRouter();
  const toast = useToast();
  const [isSure, setSure] = useState(false);
  const { mutate, isPending, error, reset } = useAct(async (acts) => done((await acts.erase([elementId]))[0]), {
    changes: ['elements'],
    onDone: ({ isWaiting }) => {
      toast({ text: isWaiting ? t('waits', { title }) : t('done', { title }) });
      router.replace(pathOf('record/erased'));
    },
  });
  const close = () => {
    setSure(false);
    reset();
    onClose();
  };
  return (
    <Dialog
      title={t('title')}
      isOpen={isOpen}
      onClose={close}
      actions={
        <>
          <Button look="secondary" onClick={close}>
            {common('cancel')}
          </Button>
          <Button look="danger" isBusy={isPending} disabled={!isSure} onClick={() => mutate()}>
            {t('act')}
          </Button>
        </>
      }
    >
      <p className="font-medium break-words">{title}</p>
      <ul className="list-disc space-y-1 pl-5">
        <li>{t('all')}</li>
        <li>{t('forever')}</li>
        {readers > 1 && <li>{t('readers', { count: readers - 1 })}</li>}
        <li>{t('receipt')}</li>
      </ul>
      <Checkbox label={t('sure')} checked={isSure} onChange={(event) => setSure(event.target.checked)} />
      {error && <ProblemNotice problem={problemOf(error)} />}
    </Dialog>
  );
}
