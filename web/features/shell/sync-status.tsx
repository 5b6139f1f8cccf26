'use client';
import { CloudCheck, CloudOff, CloudUpload, GitCompareArrows, RefreshCw, TriangleAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';
import Link from 'next/link';
import { useAsk } from '../../client/act.ts';
import { usePaths } from '../../client/paths.ts';
import { useSync } from '../../client/sync.tsx';

const ICONS = { syncing: RefreshCw, synced: CloudCheck, offline: CloudOff, failed: TriangleAlert } as const;

/** How this device stands with the server, in a few words; a press asks again. Beside it how much waits to be sent, everywhere. */
export function SyncStatus() {
  const t = useTranslations('common.sync');
  const pathOf = usePaths();
  const { state, syncNow } = useSync();
  const { data: waiting = [] } = useAsk(['waiting'], (acts) => acts.waiting());
  const isConflict = waiting.some((edit) => edit.state === 'conflict');
  const Icon = ICONS[state];
  return (
    <div className="flex min-w-0 flex-wrap items-center gap-x-2 md:flex-col md:items-stretch md:gap-1">
      {waiting.length > 0 && (
        <Link
          prefetch={false}
          href={pathOf('record/waiting')}
          className={`flex min-h-8 items-center gap-2 rounded-lg px-2 text-sm font-medium hover:underline ${isConflict ? 'bg-bad-soft text-bad' : 'bg-warn-soft text-warn'}`}
        >
          {isConflict ? (
            <GitCompareArrows aria-hidden className="size-4 shrink-0" />
          ) : (
            <CloudUpload aria-hidden className="size-4 shrink-0" />
          )}
          <span aria-live="polite">{isConflict ? t('conflict') : t('pending', { count: waiting.length })}</span>
        </Link>
      )}
      <button
        type="button"
        onClick={syncNow}
        title={t('now')}
        className="flex min-h-8 items-center gap-2 rounded-lg px-2 text-sm text-muted hover:bg-sunken"
      >
        <Icon aria-hidden className="size-4 shrink-0" />
        <span role="status">{t(state)}</span>
      </button>
    </div>
  );
}
