import type { LucideIcon } from 'lucide-react';
import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';

export type NoticeKind = 'info' | 'good' | 'warn' | 'bad';

const KINDS: Readonly<Record<NoticeKind, { readonly icon: LucideIcon; readonly look: string }>> = {
  info: { icon: Info, look: 'bg-accent-soft text-ink [&>svg]:text-accent' },
  good: { icon: CircleCheck, look: 'bg-good-soft text-ink [&>svg]:text-good' },
  warn: { icon: TriangleAlert, look: 'bg-warn-soft text-ink [&>svg]:text-warn' },
  bad: { icon: CircleAlert, look: 'bg-bad-soft text-ink [&>svg]:text-bad' },
};

interface NoticeProps {
  readonly kind?: NoticeKind;
  readonly title?: ReactNode;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
  /** `alert` interrupts who listens, `status` waits for a pause. */
  readonly role?: 'alert' | 'status';
}

/** Something worth knowing beside the text: the kind is told by a picture, not by colour alone. */
export function Notice({ kind = 'info', title, children, actions, role }: NoticeProps) {
  const { icon: Icon, look } = KINDS[kind];
  return (
    <div role={role} className={`flex gap-3 rounded-xl p-4 ${look}`}>
      <Icon aria-hidden className="mt-0.5 size-5 shrink-0" />
      <div className="min-w-0 space-y-1">
        {title && <p className="font-semibold">{title}</p>}
        {children && <div className="space-y-1 break-words">{children}</div>}
        {actions && <div className="flex flex-wrap gap-3 pt-2">{actions}</div>}
      </div>
    </div>
  );
}
