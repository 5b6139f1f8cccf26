'use client';
import type { Progress, UndoReport } from '@sealchart/sdk';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useAct } from '../../client/act.ts';
import { followed } from '../../client/long-work.ts';
import { problemOf } from '../../client/refused-act.ts';
import { Button } from '../../components/ui/button.tsx';
import { Dialog } from '../../components/ui/dialog.tsx';
import { ProgressBar } from '../../components/ui/progress-bar.tsx';
import { ProblemNotice } from '../shell/problem-notice.tsx';
import { ShortList } from './short-list.tsx';

interface UndoDialogProps {
  /** The import to take back; the dialog is open while there is one. */
  readonly importId: string | undefined;
  /** Entries of it that are there. */
  readonly count: number;
  readonly onClose: (report: UndoReport | undefined) => void;
}

/** Takes an import back: asks, erases, and names what was left alone. */
export function UndoDialog({ importId, count, onClose }: UndoDialogProps) {
  const t = useTranslations('exchange.undo');
  const common = useTranslations('common');
  const [progress, setProgress] = useState<Progress>();
  const undo = useAct((acts, id: string) => acts.undoImport(id, followed<Progress>(setProgress)), {
    changes: ['elements', 'imports', 'waiting'],
    isLong: true,
  });
  const { data: report, isPending, error } = undo;
  const close = () => {
    // Half way back is no place to leave: it ends first.
    if (isPending) return;
    onClose(report);
    undo.reset();
    setProgress(undefined);
  };
  const run = () => {
    if (importId !== undefined) undo.mutate(importId);
  };
  return (
    <Dialog
      title={report ? t('done') : t('title')}
      isOpen={importId !== undefined}
      onClose={close}
      actions={
        report ? (
          <Button onClick={close}>{common('actions.done')}</Button>
        ) : (
          <>
            {!isPending && (
              <Button look="secondary" onClick={close}>
                {t('keep')}
              </Button>
            )}
            <Button look="danger" isBusy={isPending} onClick={run}>
              {t('confirm')}
            </Button>
          </>
        )
      }
    >
      {report ? (
        <div role="status" className="space-y-3">
          <p>{t('erased', { count: report.erased })}</p>
          {report.kept.length > 0 && (
            <>
              <p>{t('kept', { count: report.kept.length })}</p>
              <ShortList items={report.kept}>
                {({ title, cause }) => (
                  <>
                    <span className="font-medium">{title}</span>: {t(`reasons.${cause}`)}
                  </>
                )}
              </ShortList>
            </>
          )}
        </div>
      ) : (
        <>
          <p>{t('ask', { count })}</p>
          <p>{t('stays')}</p>
        </>
      )}
      {isPending && (
        <ProgressBar
          label={t('busy')}
          done={progress?.done ?? 0}
          total={progress?.total}
          detail={progress?.total !== undefined && common('progress.amount', { done: progress.done, total: progress.total })}
        />
      )}
      {error && <ProblemNotice problem={problemOf(error)} />}
    </Dialog>
  );
}
