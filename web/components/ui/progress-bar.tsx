import type { ReactNode } from 'react';
import { useId } from 'react';

interface ProgressBarProps {
  readonly label: ReactNode;
  readonly done: number;
  /** Absent while nobody knows. */
  readonly total?: number | undefined;
  /** Amount and time left, in words. */
  readonly detail?: ReactNode;
}

/** Long work, labelled. */
export function ProgressBar({ label, done, total, detail }: ProgressBarProps) {
  const id = useId();
  return (
    <div className="space-y-1.5">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <span id={id} className="font-medium">
          {label}
        </span>
        {detail && <span className="text-sm text-muted tabular-nums">{detail}</span>}
      </div>
      <progress
        aria-labelledby={id}
        value={total === undefined ? undefined : done}
        max={total === undefined ? undefined : Math.max(total, 1)}
        className="h-3 w-full appearance-none overflow-hidden rounded-full bg-sunken [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-sunken [&::-webkit-progress-value]:bg-accent"
      />
    </div>
  );
}
