import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import type { NoticeKind } from './notice.tsx';

const LOOKS: Readonly<Record<NoticeKind | 'plain', string>> = {
  plain: 'bg-sunken text-muted',
  info: 'bg-accent-soft text-accent-strong',
  good: 'bg-good-soft text-good',
  warn: 'bg-warn-soft text-warn',
  bad: 'bg-bad-soft text-bad',
};

/** A word of state; a picture beside it where the kind matters, so that colour is never all. */
export function Badge({
  kind = 'plain',
  icon: Icon,
  children,
}: {
  readonly kind?: NoticeKind | 'plain';
  readonly icon?: LucideIcon;
  readonly children: ReactNode;
}) {
  return (
    <span className={`inline-flex min-h-6 items-center gap-1 rounded-full px-2.5 text-sm font-medium ${LOOKS[kind]}`}>
      {Icon && <Icon aria-hidden className="size-3.5 shrink-0" />}
      {children}
    </span>
  );
}
