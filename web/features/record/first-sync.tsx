'use client';
import { useTranslations } from 'next-intl';
import type { SyncValue } from '../../client/sync.tsx';
import { useSync } from '../../client/sync.tsx';
import { Button } from '../../components/ui/button.tsx';
import { Notice } from '../../components/ui/notice.tsx';
import { ProgressBar } from '../../components/ui/progress-bar.tsx';
import { Spinner } from '../../components/ui/spinner.tsx';

/** Fewer rows are there before a bar could be read. */
const LEAST = 50;

/** In place of the entries while this device has never heard whether there are any. */
export function NotThereYet() {
  const t = useTranslations('record.first');
  const { state, progress, syncNow } = useSync();
  if (state === 'syncing') return isLong(progress) ? null : <Spinner label={t('label')} />;
  return (
    <Notice
      kind="warn"
      title={t('missing')}
      actions={
        <Button look="secondary" onClick={syncNow}>
          {t('again')}
        </Button>
      }
    >
      {t('missingText')}
    </Notice>
  );
}

/** A long first sync on a new device: entries appear below as soon as they are proven. */
export function FirstSync() {
  const t = useTranslations('record.first');
  const { state, progress, syncedAt } = useSync();
  if (state !== 'syncing' || syncedAt !== undefined || !isLong(progress)) return null;
  const { done, total } = progress;
  return (
    <ProgressBar
      label={t('label')}
      done={done}
      total={total}
      detail={total === undefined ? t('detailOpen', { done }) : t('detail', { done, total })}
    />
  );
}

function isLong(progress: SyncValue['progress']): progress is NonNullable<SyncValue['progress']> {
  return progress !== undefined && (progress.total ?? progress.done) >= LEAST;
}
