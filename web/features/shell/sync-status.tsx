'use client';
import { CloudCheck, CloudOff, RefreshCw, TriangleAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useSync } from '../../client/sync.tsx';

const ICONS = { syncing: RefreshCw, synced: CloudCheck, offline: CloudOff, failed: TriangleAlert } as const;

/** How this device stands with the server, in a few words; a press asks again. */
export function SyncStatus() {
  const t = useTranslations('common.sync');
  const { state, syncNow } = useSync();
  const Icon = ICONS[state];
  return (
    <button
      type="button"
      onClick={syncNow}
      title={t('now')}
      className="flex min-h-8 items-center gap-2 rounded-lg px-2 text-sm text-muted hover:bg-sunken"
    >
      <Icon aria-hidden className="size-4 shrink-0" />
      <span role="status">{t(state)}</span>
    </button>
  );
}
