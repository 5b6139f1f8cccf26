'use client';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { useTranslations } from 'next-intl';
import Link from 'next/link';
import { useState } from 'react';
import { usePaths } from '../../../client/paths.ts';
import { Button } from '../../../components/ui/button.tsx';
import { useRowDate } from '../row-date.ts';
import { flagOf, useValueTexts } from '../values.ts';
import type { Course, Line, ShownPoint, ShownValue } from './course.ts';

/** Rows that are added with each press. */
const PORTION = 100;

interface SeriesTableProps {
  readonly course: Course;
  readonly points: readonly ShownPoint[];
  readonly hasChart: boolean;
}

/** The numbers of the chart, to read and to copy; each leads to its entry. */
export function SeriesTable({ course: { lines, unit }, points, hasChart }: SeriesTableProps) {
  const t = useTranslations('record.series');
  const words = useTranslations('record');
  const paths = usePaths();
  const dateOf = useRowDate();
  const texts = useValueTexts();
  const [rows, setRows] = useState(PORTION);
  /** The one range of a column; where it changes, each value says its own. */
  const rangeOf = (id: string): string | undefined => {
    const ranges = new Set(points.flatMap(({ values }) => (values[id] ? [texts.range(values[id])] : [])));
    return ranges.size === 1 ? [...ranges][0] : undefined;
  };
  const columns: readonly Line[] = lines.length > 0 ? lines : [{ id: '' }];
  return (
    <div>
      <div className="overflow-x-auto rounded-2xl border border-line bg-surface">
        <table className="w-full text-left">
          <caption className="px-4 pt-4 pb-2 text-left text-lg font-semibold">{t(hasChart ? 'table' : 'tableOnly')}</caption>
          <thead className="text-sm text-muted">
            <tr className="border-b border-line">
              <th scope="col" className="px-3 py-2 sm:px-4 font-medium">
                {t('date')}
              </th>
              {columns.map(({ id, name }) => (
                <th key={id} scope="col" className="px-3 py-2 sm:px-4 text-right font-medium">
                  {name ?? t('value')}
                  {unit !== undefined && ` (${unit})`}
                  {rangeOf(id) !== undefined && (
                    <span className="block font-normal">{words('row.range', { range: rangeOf(id) ?? '' })}</span>
                  )}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {points.slice(0, rows).map((point) => (
              <tr key={point.elementId} className="border-b border-line last:border-0">
                <th scope="row" className="px-3 py-2 sm:px-4 font-normal">
                  <Link
                    prefetch={false}
                    href={paths('record/element', point.elementId)}
                    className="inline-block min-h-6 text-accent hover:underline"
                  >
                    {dateOf(point.date)}
                  </Link>
                </th>
                {columns.map(({ id }) => (
                  <td key={id} className="px-3 py-2 sm:px-4 text-right tabular-nums">
                    <Cell value={point.values[id]} unit={unit} text={point.text} hasRange={rangeOf(id) === undefined} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {points.length > rows && (
        <Button look="secondary" className="mt-3" onClick={() => setRows(rows + PORTION)}>
          {t('more', { count: Math.min(PORTION, points.length - rows) })}
        </Button>
      )}
    </div>
  );
}

interface CellProps {
  readonly value: ShownValue | undefined;
  readonly unit: string | undefined;
  readonly text: string | undefined;
  /** The value says its own reference. */
  readonly hasRange: boolean;
}

/** A value outside of its reference carries an arrow with words. */
function Cell({ value, unit, text, hasRange }: CellProps) {
  const t = useTranslations('record');
  const texts = useValueTexts();
  if (!value) return text ?? '–';
  const flag = flagOf(value);
  const Arrow = flag === 'high' ? ArrowUp : ArrowDown;
  const range = hasRange ? texts.range(value) : undefined;
  return (
    <span className="inline-flex flex-wrap items-center justify-end gap-x-1">
      {flag && (
        <>
          <Arrow aria-hidden className="size-4 text-warn" />
          <span className="sr-only">{t(`flag.${flag}`)}</span>
        </>
      )}
      {value.unit === unit ? texts.number(value) : texts.value(value)}
      {range !== undefined && <span className="w-full text-sm text-muted">{t('row.range', { range })}</span>}
    </span>
  );
}
