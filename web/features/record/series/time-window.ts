import type { ShownPoint } from './course.ts';

/** How much time the chart shows; undefined: all. */
export const SPANS = { month: 1, halfYear: 6, year: 12, all: undefined } as const;
export type Span = keyof typeof SPANS;

/** From and until, milliseconds since 1970. */
export interface TimeWindow {
  readonly from: number;
  readonly to: number;
}

/** The span that ends `back` steps of half its length before the newest value; `points` come newest first. */
export function windowOf(points: readonly ShownPoint[], span: Span, back: number): TimeWindow {
  const times = points.map(({ at }) => at).filter((at) => !Number.isNaN(at));
  const [newest, oldest] = [Math.max(...times), Math.min(...times)];
  const months = SPANS[span];
  if (months === undefined) return { from: oldest, to: newest };
  const from = monthsBefore(newest, months);
  const step = ((newest - from) / 2) * back;
  return { from: from - step, to: newest - step };
}

function monthsBefore(at: number, months: number): number {
  const date = new Date(at);
  date.setUTCMonth(date.getUTCMonth() - months);
  return date.getTime();
}
