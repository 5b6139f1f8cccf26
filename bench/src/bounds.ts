import { growthExponents, median } from './measure.ts';
import type { Row } from './table.ts';
import { costRow } from './table.ts';

interface Bounded {
  readonly name: string;
  readonly unit: string;
  /** What it may come to. */
  readonly most: number;
  /** What that bound is. */
  readonly beside?: string;
}

/** A figure that has a bound of its own instead of a peer: a number of requests, of keys, of times. Short when it is above. */
export function boundRow({ name, unit, most, beside = 'the most it may be' }: Bounded, measured: readonly number[]): Row {
  return costRow({ name, unit, beside, target: 1 }, { measured, control: measured.map(() => most) });
}

/** What was measured at one size, one figure per round. */
export interface Sized {
  readonly size: number;
  readonly costs: readonly number[];
}

/** Linear, and a tenth for what else a machine does. */
const LINEAR = 1.1;

/** Whether a cost grows with size as a line does: the exponent. The ratio is what the cost might have come to against what it did. */
export function linearRow(name: string, small: Sized, large: Sized): Row {
  const exponents = growthExponents(small, large);
  const ratio = median(exponents.map((exponent) => (large.size / small.size) ** (LINEAR - exponent)));
  return { name, unit: 'exponent', measured: median(exponents), control: LINEAR, beside: 'linear, and a tenth', ratio, target: 1 };
}
