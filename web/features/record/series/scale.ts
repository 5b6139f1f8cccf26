/** Steps between two ticks, by the power of ten. */
const STEPS = [1, 2, 2.5, 5, 10] as const;
/** Ticks that are aimed at. */
const TICKS = 5;
/** Enough for any step above, without the noise of binary fractions. */
const DIGITS = 10;

/** The values at the ticks of an axis that holds all numbers, evenly spaced and round. */
export function ticksFor(numbers: readonly number[]): number[] {
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)];
  if (!Number.isFinite(least) || !Number.isFinite(most)) return [];
  const span = most - least || Math.abs(most) || 1;
  const power = 10 ** Math.floor(Math.log10(span / TICKS));
  const step = power * (STEPS.find((size) => power * size * TICKS >= span) ?? 10);
  const first = Math.floor(least / step);
  const count = Math.ceil(most / step) - first;
  // Numbers at the edge of what can be computed with have no ticks.
  if (!Number.isFinite(count)) return [];
  return Array.from({ length: Math.max(count, 1) + 1 }, (_, index) => Number(((first + index) * step).toPrecision(DIGITS)));
}
