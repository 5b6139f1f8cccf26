'use client';
import { useTranslations } from 'next-intl';
import { useSync } from '../../client/sync.tsx';
import { ProgressBar } from '../../components/ui/progress-bar.tsx';

/** Fewer rows are there before a bar could be read. */
const LEAST = 50;

/** A long sync, such as the first on a new device: entries appear below as soon as they are proven. */
export function FirstSync() {
  const t = useTranslations('record.first');
  const { state, progress } = useSync();
  if (state !== 'syncing' || !progress || (progress.total ?? progress.done) < LEAST) return null;
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
