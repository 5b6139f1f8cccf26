'use client';
import { useTranslations } from 'next-intl';
import { useDates } from '../../client/dates.ts';
import { useSync } from '../../client/sync.tsx';
import { Button } from '../../components/ui/button.tsx';
import { Notice } from '../../components/ui/notice.tsx';

/** Without the server: what still works, and from when the things are that are shown. */
export function OfflineBanner() {
  const t = useTranslations('common.sync');
  const dates = useDates();
  const { state, syncedAt, syncNow } = useSync();
  if (state !== 'offline') return null;
  return (
    <div className="no-print mb-6">
      <Notice
        kind="warn"
        role="status"
        title={t('banner.title')}
        actions={
          <Button look="secondary" onClick={syncNow}>
            {t('banner.retry')}
          </Button>
        }
      >
        <p>{t('banner.works')}</p>
        <p>{syncedAt === undefined ? t('banner.never') : t('banner.from', { at: dates.instant(syncedAt) })}</p>
      </Notice>
    </div>
  );
}
