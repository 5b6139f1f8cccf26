'use client';
import { useSync } from '../../client/sync.tsx';
import { ProblemNotice } from './problem-notice.tsx';

/** Why a sync was refused, on every page: what is shown may be old, and a server that shows something false must not do so unnoticed. */
export function SyncProblem() {
  const { refused, syncNow } = useSync();
  if (!refused) return null;
  return (
    <div className="no-print mb-6">
      <ProblemNotice problem={refused} onRetry={syncNow} />
    </div>
  );
}
