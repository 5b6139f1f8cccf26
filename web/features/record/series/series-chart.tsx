'use client';
import { useTranslations } from 'next-intl';
import { CartesianGrid, Legend, Line, LineChart, ReferenceArea, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { useFormats } from '../../../client/formats.ts';
import { unitWords } from '../../../fhir/unit-words.ts';
import { useRowDate } from '../row-date.ts';
import type { Course, ShownPoint } from './course.ts';
import { ChartTip } from './chart-tip.tsx';
import { ticksFor } from './scale.ts';
import type { TimeWindow } from './time-window.ts';

/** Lines differ by dash and by mark, not by colour alone. */
const LOOKS = [
  { stroke: 'var(--accent)', dash: '' },
  { stroke: 'var(--warn)', dash: '6 4' },
  { stroke: 'var(--good)', dash: '2 3' },
  { stroke: 'var(--bad)', dash: '10 3 2 3' },
] as const;
const HEIGHT = 300;
const DAY_MS = 86_400_000;
/** Pixels of a digit, and of what stands between the longest label and the axis. */
const DIGIT = 8;
const BESIDE = 16;
/** Of a label at the axis. */
const DECIMALS = 6;

interface SeriesChartProps {
  readonly course: Course;
  /** Newest first. */
  readonly points: readonly ShownPoint[];
  readonly shown: TimeWindow;
  readonly label: string;
}

/** The course of a measurement as lines over its reference range. */
export function SeriesChart({ course: { lines, unit }, points, shown, label }: SeriesChartProps) {
  const t = useTranslations('record.series');
  const format = useFormats();
  const dateOf = useRowDate();
  const drawn = points
    .map(({ at, values }) => ({
      at,
      ...Object.fromEntries(Object.entries(values).flatMap(([id, { value, isDrawn }]) => (isDrawn ? [[`v:${id}`, value]] : []))),
    }))
    .toReversed();
  const ranges = rangesOf(points);
  const ticks = ticksFor([...numbersOf(points), ...ranges.flatMap(({ low, high }) => [low, high].filter((end) => end !== undefined))]);
  const isShort = shown.to - shown.from < 400 * DAY_MS;
  const number = (value: number) => format.number(value, { maximumFractionDigits: DECIMALS });
  const labelLength = Math.max(...ticks.map((value) => number(value).length), 1);
  const datesAt = new Map(points.map(({ at, date }) => [at, date]));
  const tick = (at: number) =>
    format.dateTime(new Date(at), isShort ? { day: 'numeric', month: 'short', year: '2-digit' } : { month: 'short', year: 'numeric' });
  return (
    <figure aria-label={label} className="text-sm">
      <p className="pb-1 text-muted">{unitWords(unit ?? '')}</p>
      <ResponsiveContainer width="100%" height={HEIGHT}>
        <LineChart data={drawn} margin={{ top: 8, right: 16, bottom: 4, left: 0 }} title={label}>
          <CartesianGrid stroke="var(--line)" vertical={false} />
          <XAxis
            dataKey="at"
            type="number"
            scale="time"
            domain={[shown.from, shown.to]}
            tickFormatter={tick}
            minTickGap={24}
            stroke="var(--edge)"
            tick={{ fill: 'var(--muted)' }}
          />
          <YAxis
            width={labelLength * DIGIT + BESIDE}
            domain={[ticks[0] ?? 0, ticks.at(-1) ?? 1]}
            ticks={ticks}
            tickFormatter={number}
            stroke="var(--edge)"
            tick={{ fill: 'var(--muted)' }}
          />
          {ranges.map(({ low, high }) => (
            <ReferenceArea
              key={`${low ?? ''}:${high ?? ''}`}
              {...(low !== undefined && { y1: low })}
              {...(high !== undefined && { y2: high })}
              ifOverflow="hidden"
              fill="var(--good)"
              fillOpacity={0.12}
              stroke="var(--good)"
              strokeOpacity={0.4}
              strokeDasharray="3 3"
            />
          ))}
          <Tooltip
            isAnimationActive={false}
            content={<ChartTip unit={unitWords(unit ?? '')} titleOf={(at) => dateOf(datesAt.get(at) ?? new Date(at).toISOString())} />}
          />
          {lines.length > 1 && <Legend itemSorter={null} formatter={inInk} />}
          {lines.map(({ id, name }, index) => {
            const look = LOOKS[index % LOOKS.length] ?? LOOKS[0];
            return (
              <Line
                key={id}
                dataKey={`v:${id}`}
                name={name ?? t('value')}
                stroke={look.stroke}
                strokeDasharray={look.dash}
                strokeWidth={2}
                connectNulls
                isAnimationActive={false}
                dot={{ r: 3, strokeDasharray: '', fill: index % 2 === 0 ? look.stroke : 'var(--surface)' }}
                activeDot={{ r: 6 }}
              />
            );
          })}
        </LineChart>
      </ResponsiveContainer>
      {ranges.length > 0 && (
        <figcaption className="flex items-center gap-2 pt-2 text-muted">
          <span aria-hidden className="h-3 w-6 border-y border-dashed border-good bg-good-soft" />
          {t('reference')}
        </figcaption>
      )}
    </figure>
  );
}

interface Bounds {
  readonly low?: number;
  readonly high?: number;
}

/** The newest range of each line: laboratories change theirs. */
function rangesOf(points: readonly ShownPoint[]): Bounds[] {
  const byLine = new Map<string, Bounds>();
  for (const { values } of points) {
    for (const [id, { low, high, isDrawn }] of Object.entries(values)) {
      if (!isDrawn || byLine.has(id) || (low === undefined && high === undefined)) continue;
      byLine.set(id, { ...(low !== undefined && { low }), ...(high !== undefined && { high }) });
    }
  }
  const unique = new Map([...byLine.values()].map((bounds) => [`${bounds.low}:${bounds.high}`, bounds]));
  return [...unique.values()];
}

function numbersOf(points: readonly ShownPoint[]): number[] {
  return points.flatMap(({ values }) => Object.values(values).flatMap(({ value, isDrawn }) => (isDrawn ? [value] : [])));
}

function inInk(name: string) {
  return <span className="text-ink">{name}</span>;
}
