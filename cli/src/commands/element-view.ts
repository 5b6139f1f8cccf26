import type { ElementSummary } from '@sealchart/sdk';
import { oneLine } from '../terminal/escape.ts';
import { amountOf } from '../terminal/amount.ts';
import type { Output } from '../terminal/output.ts';
import type { Column } from '../terminal/table.ts';
import { tableLines } from '../terminal/table.ts';
import { shortIds } from './element-reference.ts';
import { typeOf } from './element-types.ts';
import type { Label } from './person-view.ts';

/** An element in answers of `--json`. */
export function elementJson(element: ElementSummary): Record<string, unknown> {
  const { elementId, recordId, version, contentVersion, schema, title, date, author, authoredAt, role, readers, open } = element;
  const { addenda, until, edit } = element;
  return {
    elementId,
    recordId,
    type: typeOf(schema),
    schema,
    title,
    ...(date === undefined ? {} : { date }),
    author,
    authoredAt,
    version,
    contentVersion,
    role,
    readers,
    open,
    addenda,
    ...(until === undefined ? {} : { until }),
    ...(edit === undefined ? {} : { edit }),
  };
}

/** By type, the newest first; elements without a date stand last. */
export function inReadingOrder(elements: readonly ElementSummary[]): ElementSummary[] {
  return elements.toSorted(
    (a, b) =>
      compare(typeOf(a.schema), typeOf(b.schema)) ||
      compare(b.date ?? '', a.date ?? '') ||
      compare(a.title, b.title) ||
      compare(a.elementId, b.elementId),
  );
}

export interface ElementTableOptions {
  readonly output: Output;
  /** All elements of this device: short ids differ among them. */
  readonly all: readonly ElementSummary[];
  readonly labelOf: (accountId: string) => Label;
  /** What somebody may do with each element, where that is what the table is about. */
  readonly terms?: (elementId: string) => ElementTerms | undefined;
}

export interface ElementTerms {
  readonly role: string;
  /** When it ends; empty for never. */
  readonly end: string;
}

/** A table of elements with short ids. */
export function elementLines(elements: readonly ElementSummary[], { output, all, labelOf, terms }: ElementTableOptions): string[] {
  // Then the second name says nothing that the first does not.
  const isOwnHand = elements.every(({ author, recordId }) => author === recordId);
  const isOneRecord = new Set(elements.map(({ recordId }) => recordId)).size === 1;
  const idOf = shortIds(all);
  const { style } = output;
  return tableLines(
    elements,
    [
      { heading: 'ID', cell: (element) => idOf(element.elementId), max: 30, paint: style.bold },
      { heading: 'TYPE', cell: (element) => oneLine(typeOf(element.schema)), max: 26, min: 12, ...(terms ? { spare: 0 } : {}) },
      { heading: 'TITLE', cell: (element) => oneLine(element.title), tail: (element) => markOf(element) },
      ...(terms ? termsColumns(elements, terms) : []),
      { heading: 'DATE', cell: (element) => oneLine((element.date ?? '').slice(0, 10)), max: 10, spare: 1 },
      ...(terms && isOneRecord ? [] : [recordColumn(labelOf)]),
      {
        heading: 'WRITTEN BY',
        cell: (element) => labelOf(element.author).name,
        tail: (element) => labelOf(element.author).mark,
        max: 34,
        min: 10,
        spare: isOwnHand ? 4 : 2,
      },
      { heading: 'READERS', cell: (element) => String(element.readers), max: 7, spare: 3 },
    ],
    output.columns,
  );
}

function recordColumn(labelOf: (accountId: string) => Label): Column<ElementSummary> {
  return {
    heading: 'RECORD OF',
    cell: ({ recordId }) => labelOf(recordId).name,
    tail: ({ recordId }) => labelOf(recordId).mark,
    max: 34,
    min: 9,
  };
}

function termsColumns(
  elements: readonly ElementSummary[],
  terms: (elementId: string) => ElementTerms | undefined,
): Column<ElementSummary>[] {
  const hasEnds = elements.some(({ elementId }) => (terms(elementId)?.end ?? '') !== '');
  return [
    { heading: 'AS', cell: ({ elementId }) => terms(elementId)?.role ?? '', max: 8 },
    ...(hasEnds ? [{ heading: 'UNTIL (UTC)', cell: ({ elementId }: ElementSummary) => terms(elementId)?.end ?? '', max: 16 }] : []),
  ];
}

/** What is to be known of an element beside its title: an edit of this device that is not stored yet. */
function markOf({ edit }: ElementSummary): string {
  if (edit === undefined) return '';
  return edit === 'conflict' ? ' (CONFLICT)' : ' (edit waits)';
}

/** How many elements of each type: `3 AllergyIntolerance, 11 MedicationRequest`. */
export function countsLine(elements: readonly ElementSummary[]): string {
  const counts = new Map<string, number>();
  for (const element of elements) counts.set(typeOf(element.schema), (counts.get(typeOf(element.schema)) ?? 0) + 1);
  return [...counts]
    .toSorted(([a], [b]) => compare(a, b))
    .map(([type, count]) => amountOf(count, oneLine(type), oneLine(type)))
    .join(', ');
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
