'use client';
import { useTranslations } from 'next-intl';
import { useFormats } from '../../client/formats.ts';
import { KINDS, kindOf } from '../record/kinds.ts';

/** One column of numbers, by FHIR resource type. */
interface Column {
  readonly key: string;
  readonly label: string;
  readonly byType: Readonly<Record<string, number>>;
}

/** How much of what there is, in the words in which people look for it. Columns and rows without anything are left out. */
export function KindCounts({ caption, columns }: { readonly caption: string; readonly columns: readonly Column[] }) {
  const t = useTranslations('common.kinds');
  const words = useTranslations('exchange');
  const format = useFormats();
  const shown = columns.map((column) => ({ ...column, byKind: byKindOf(column.byType) })).filter(({ byKind }) => byKind.size > 0);
  const kinds = KINDS.filter((kind) => shown.some(({ byKind }) => byKind.has(kind)));
  if (kinds.length === 0) return undefined;
  return (
    <table className="w-full border-collapse">
      <caption className="sr-only">{caption}</caption>
      <thead>
        <tr className="border-b border-line text-sm text-muted">
          <th scope="col" className="sr-only">
            {words('kind')}
          </th>
          {shown.map(({ key, label }) => (
            <th key={key} scope="col" className="py-2 pl-3 text-right font-medium">
              {label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {kinds.map((kind) => (
          <tr key={kind} className="border-b border-line last:border-0">
            <th scope="row" className="py-2 text-left font-normal">
              {t(kind)}
            </th>
            {shown.map(({ key, byKind }) => (
              <td key={key} className="py-2 pl-3 text-right tabular-nums">
                {byKind.has(kind) ? format.number(byKind.get(kind) ?? 0) : <span className="text-muted">–</span>}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function byKindOf(byType: Column['byType']): Map<string, number> {
  const counts = new Map<string, number>();
  for (const [type, count] of Object.entries(byType)) {
    const kind = kindOf({ schema: `fhir/R4/${type}` });
    if (count > 0) counts.set(kind, (counts.get(kind) ?? 0) + count);
  }
  return counts;
}

/** Numbers by resource type of things that name theirs. */
export function countTypes(items: readonly { readonly resourceType: string }[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { resourceType } of items) counts[resourceType] = (counts[resourceType] ?? 0) + 1;
  return counts;
}

/** Sum of all types. */
export function totalOf(byType: Readonly<Record<string, number>>): number {
  return Object.values(byType).reduce((sum, count) => sum + count, 0);
}
