import type { ElementSummary } from '@sealchart/sdk';
import type { Kind } from '../../fhir/kinds.ts';
import { KINDS, kindOf, resourceTypeOf } from '../../fhir/kinds.ts';
import { standingOf } from './standing.ts';
import type { Neighbours, Standing, ViewFilter, ViewGroup } from './view-types.ts';

/** The rows that fit a filter, in its order. */
export interface Arranged {
  readonly rows: readonly ElementSummary[];
  readonly groups: readonly ViewGroup[];
  readonly counts: Readonly<Record<Kind, number>>;
  readonly all: number;
  readonly authors: readonly string[];
}

const STANDINGS: readonly Standing[] = ['active', 'unknown', 'ended'];
/** Characters of a month, `YYYY-MM`. */
const MONTH = 7;

/**
 * What fits among all rows, which come newest first. `found` holds the ids that the words of the filter find; absent where it has none.
 * `ownId` is the account that `own` means.
 */
export function arrange(
  summaries: readonly ElementSummary[],
  filter: ViewFilter,
  { ownId, found }: { readonly ownId: string; readonly found?: ReadonlyMap<string, unknown> },
): Arranged {
  const inRecord = recordOf(summaries, filter.recordId === 'own' ? ownId : filter.recordId);
  const fitting = inRecord.filter((row) => (found?.has(row.elementId) ?? true) && isFitting(row, filter));
  const counts = Object.fromEntries(KINDS.map((kind) => [kind, 0])) as Record<Kind, number>;
  for (const row of fitting) counts[kindOf(row)] += 1;
  const rows = ordered(filter.kind === undefined ? fitting : fitting.filter((row) => kindOf(row) === filter.kind), filter);
  const authors = [...new Set(inRecord.map(({ author }) => author))];
  return { rows, groups: groupsOf(rows, filter), counts, all: inRecord.length, authors };
}

/** The day or the instant under which lists show an element. */
export function dateOf({ date, authoredAt }: Pick<ElementSummary, 'date' | 'authoredAt'>): string {
  return date ?? authoredAt;
}

/** What stands before and after an element in a list; undefined where it is not in it. */
export function neighboursIn(rows: readonly ElementSummary[], elementId: string): Neighbours | undefined {
  const place = rows.findIndex((row) => row.elementId === elementId);
  if (place < 0) return undefined;
  const [before, after] = [place === 0 ? undefined : rows[place - 1], rows[place + 1]];
  return { ...(before && { before: nameOf(before) }), ...(after && { after: nameOf(after) }) };
}

function nameOf({ elementId, title }: ElementSummary): NonNullable<Neighbours['before']> {
  return { elementId, title };
}

function recordOf(summaries: readonly ElementSummary[], recordId: string): readonly ElementSummary[] {
  return recordId === 'all' ? summaries : summaries.filter((row) => row.recordId === recordId);
}

function isFitting(row: ElementSummary, { types, author, from, to, standing }: ViewFilter): boolean {
  if (types && !types.includes(resourceTypeOf(row) ?? 'note')) return false;
  if (author !== undefined && row.author !== author) return false;
  if (standing !== undefined && standingOf(row) !== standing) return false;
  const date = dateOf(row);
  return (from === undefined || compareDates(date, from) >= 0) && (to === undefined || compareDates(date, to) <= 0);
}

/** As far as both are written: a year holds all of its days. */
function compareDates(date: string, day: string): number {
  const length = Math.min(date.length, day.length);
  const [left, right] = [date.slice(0, length), day.slice(0, length)];
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

function ordered(rows: readonly ElementSummary[], { sort = 'newest' }: ViewFilter): readonly ElementSummary[] {
  if (sort === 'oldest') return rows.toReversed();
  if (sort === 'title') return rows.toSorted((a, b) => a.title.localeCompare(b.title));
  if (sort === 'newest') return rows;
  return STANDINGS.flatMap((standing) => rows.filter((row) => standingOf(row) === standing));
}

function groupsOf(rows: readonly ElementSummary[], { sort = 'newest' }: ViewFilter): ViewGroup[] {
  const groups: { key: string; count: number }[] = [];
  for (const row of rows) {
    const key = headingOf(row, sort);
    const last = groups.at(-1);
    if (last?.key === key) last.count += 1;
    else groups.push({ key, count: 1 });
  }
  return groups;
}

function headingOf(row: ElementSummary, sort: NonNullable<ViewFilter['sort']>): string {
  if (sort === 'title') return '';
  return sort === 'standing' ? standingOf(row) : dateOf(row).slice(0, MONTH);
}
