import type { LucideIcon } from 'lucide-react';
import { Activity, CalendarDays, ClipboardPlus, FileText, HeartPulse, NotebookPen, Pill, Shapes, ShieldAlert, Syringe } from 'lucide-react';
import type { Kind } from './kinds.ts';

/** The picture of each kind; a word stands beside it wherever it carries meaning. */
export const KIND_ICONS: Readonly<Record<Kind, LucideIcon>> = {
  medications: Pill,
  allergies: ShieldAlert,
  conditions: HeartPulse,
  vaccinations: Syringe,
  measurements: Activity,
  procedures: ClipboardPlus,
  visits: CalendarDays,
  documents: FileText,
  notes: NotebookPen,
  other: Shapes,
};

export function KindIcon({ kind, className = 'size-5' }: { readonly kind: Kind; readonly className?: string }) {
  const Icon = KIND_ICONS[kind];
  return <Icon aria-hidden className={className} />;
}
