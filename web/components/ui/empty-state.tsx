import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';

/** An empty list teaches: what it is for, and the first thing to do. */
export function EmptyState({
  icon: Icon,
  title,
  children,
  actions,
}: {
  readonly icon: LucideIcon;
  readonly title: ReactNode;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
}) {
  return (
    <div className="flex flex-col items-center gap-3 rounded-2xl border border-dashed border-edge px-4 py-12 sm:px-6 text-center">
      <Icon aria-hidden className="size-10 text-accent" />
      <h2 className="text-lg font-semibold">{title}</h2>
      {children && <div className="w-full max-w-prose space-y-2 break-words text-muted">{children}</div>}
      {actions && <div className="flex flex-wrap justify-center gap-3 pt-2">{actions}</div>}
    </div>
  );
}
