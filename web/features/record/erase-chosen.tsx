'use client';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useAct } from '../../client/act.ts';
import { followed } from '../../client/long-work.ts';
import { problemOf } from '../../client/refused-act.ts';
import { Button } from '../../components/ui/button.tsx';
import { Dialog } from '../../components/ui/dialog.tsx';
import { ProgressBar } from '../../components/ui/progress-bar.tsx';
import { useToast } from '../../components/ui/toaster.tsx';
import { ProblemNotice } from '../shell/problem-notice.tsx';
import { select, selectedIds, useSelection } from './selection.ts';

interface Done {
  readonly done: number;
  readonly total?: number;
}

/** Says what erasing means, and erases what is chosen. What was refused stays chosen. */
export function EraseChosen({ isOpen, onClose }: { readonly isOpen: boolean; readonly onClose: () => void }) {
  const t = useTranslations('record.erase');
  const actions = useTranslations('common.actions');
  const toast = useToast();
  const count = useSelection().size;
  const [progress, setProgress] = useState<Done>();
  const erase = useAct((acts, ids: readonly string[]) => acts.erase(ids, followed<Done>(setProgress)), {
    changes: ['elements', 'imports'],
    isLong: true,
  });
  const run = async () => {
    const outcomes = await erase.mutateAsync([...selectedIds()]).catch(() => undefined);
    setProgress(undefined);
    if (!outcomes) return;
    const refused = outcomes.filter(({ ok }) => !ok);
    select(refused.map(({ elementId }) => elementId));
    toast({
      text: [
        t('done', { count: outcomes.length - refused.length }),
        ...(refused.length > 0 ? [t('refused', { count: refused.length })] : []),
      ].join(' '),
    });
    onClose();
  };
  return (
    <Dialog
      title={t('title', { count })}
      isOpen={isOpen}
      onClose={() => !erase.isPending && onClose()}
      actions={
        <>
          <Button look="secondary" onClick={() => !erase.isPending && onClose()}>
            {actions('cancel')}
          </Button>
          <Button look="danger" isBusy={erase.isPending} onClick={() => void run()}>
            {t('confirm')}
          </Button>
        </>
      }
    >
      <p>{t('text')}</p>
      <p className="text-muted">{t('kept')}</p>
      {progress && <ProgressBar label={t('busy')} done={progress.done} total={progress.total} />}
      {erase.error && <ProblemNotice problem={problemOf(erase.error)} />}
    </Dialog>
  );
}
