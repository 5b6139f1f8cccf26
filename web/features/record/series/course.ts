import type { FactValue } from '@sealchart/sdk';
import type { Series, SeriesPoint } from '../../../worker/view/view-types.ts';
import type { ShownUnit } from './units.ts';
import { convert, unitPair } from './units.ts';

/** One line of a chart and one column of its table. */
export interface Line {
  readonly id: string;
  /** Absent where the measurement has one value. */
  readonly name?: string;
}

/** A value as it is shown: the same number in the chart and in the table. */
export interface ShownValue {
  readonly value: number;
  /** Its digits: those that were written, or those of a conversion. */
  readonly written: string;
  readonly unit?: string;
  readonly low?: number;
  readonly high?: number;
  /** False where its unit is not that of the chart. */
  readonly isDrawn: boolean;
}

/** A measurement as it is shown. */
export interface ShownPoint {
  readonly elementId: string;
  readonly date: string;
  /** Milliseconds since 1970; a day without a time is its noon here. */
  readonly at: number;
  readonly values: Readonly<Record<string, ShownValue>>;
  readonly text?: string;
}

/** The course of one measurement in one unit, newest first. */
export interface Course {
  /** The one with the largest numbers first, as they lie in the chart. */
  readonly lines: readonly Line[];
  readonly unit?: string;
  readonly units: readonly ShownUnit[];
  readonly points: readonly ShownPoint[];
  /** Values in another unit, which the chart leaves out. */
  readonly notDrawn: number;
}

const ONLY = 'value';

/** What the chart and the table show; `chosen` is the UCUM code of the unit to show, where there is a choice. */
export function courseOf({ points, codes }: Series, chosen?: string): Course {
  const first = points.flatMap(({ values }) => values)[0];
  const units = unitPair(first?.unitCode, codes) ?? [];
  const target = units.find(({ code }) => code === (chosen ?? first?.unitCode));
  const unit = target?.label ?? first?.unit;
  const shown = points.map((point) => shownPoint(point, { units, target, unit }));
  const lines = new Map<string, Line>();
  const sizes = new Map<string, number>();
  for (const value of points.flatMap(({ values }) => values)) {
    const id = idOf(value);
    if (!lines.has(id)) sizes.set(id, value.value);
    lines.set(id, lineOf(value));
  }
  const bySize = [...lines.values()].toSorted((a, b) => (sizes.get(b.id) ?? 0) - (sizes.get(a.id) ?? 0));
  const notDrawn = shown.flatMap(({ values }) => Object.values(values)).filter(({ isDrawn }) => !isDrawn).length;
  return { lines: bySize, units, points: shown, notDrawn, ...(unit !== undefined && { unit }) };
}

interface Scale {
  readonly units: readonly ShownUnit[];
  readonly target: ShownUnit | undefined;
  readonly unit: string | undefined;
}

function shownPoint({ elementId, date, values, valueText }: SeriesPoint, scale: Scale): ShownPoint {
  const at = timeOf(date);
  return {
    elementId,
    date,
    at,
    values: Object.fromEntries(values.map((value) => [idOf(value), shownValue(value, scale)])),
    ...(valueText !== undefined && { text: valueText }),
  };
}

/** A day is the same day wherever it is read; a month and a year stand in their middle. */
function timeOf(date: string): number {
  const day = { 4: `${date}-07-01`, 7: `${date}-15`, 10: date }[date.length];
  return Date.parse(day === undefined ? date : `${day}T12:00`);
}

function shownValue({ value, written, unit, unitCode, low, high }: FactValue, { units, target, unit: shown }: Scale): ShownValue {
  const source = units.find(({ code }) => code === unitCode);
  if (!source || !target || source === target) {
    const isDrawn = source ? source === target : unit === shown;
    const label = source?.label ?? unit;
    return { value, written, isDrawn, ...bounds(low, high), ...(label !== undefined && { unit: label }) };
  }
  const turned = (number: number) => Number(convert(number, source, target).toFixed(target.digits));
  const result = turned(value);
  return {
    value: result,
    written: result.toFixed(target.digits),
    unit: target.label,
    isDrawn: true,
    ...bounds(low === undefined ? low : turned(low), high === undefined ? high : turned(high)),
  };
}

function bounds(low: number | undefined, high: number | undefined): Pick<ShownValue, 'low' | 'high'> {
  return { ...(low !== undefined && { low }), ...(high !== undefined && { high }) };
}

function idOf({ code, display }: FactValue): string {
  return code ?? display ?? ONLY;
}

function lineOf(value: FactValue): Line {
  const name = value.display ?? value.code;
  return { id: idOf(value), ...(name !== undefined && { name }) };
}
