/** What a comparison of two samples says. */
export interface Comparison {
  readonly medians: readonly [number, number];
  /** Standard normal where both come from one distribution; positive when the first tends to be larger. */
  readonly z: number;
  /** Two-sided. */
  readonly p: number;
}

/**
 * Mann-Whitney U with the normal approximation: by ranks, so that the pauses of a busy machine weigh no more than any other value, and no
 * threshold for outliers has to be chosen.
 */
export function compareSamples(first: readonly number[], second: readonly number[]): Comparison {
  const all = [...first.map((value) => ({ value, isFirst: true })), ...second.map((value) => ({ value, isFirst: false }))];
  all.sort((a, b) => a.value - b.value);
  let [rankSum, ties] = [0, 0];
  for (let start = 0; start < all.length;) {
    let end = start;
    while (end < all.length && all[end]?.value === all[start]?.value) end += 1;
    const size = end - start;
    // Equal values share the mean of their ranks.
    const rank = (start + 1 + end) / 2;
    rankSum += rank * all.slice(start, end).filter(({ isFirst }) => isFirst).length;
    ties += size ** 3 - size;
    start = end;
  }
  const [n, m, total] = [first.length, second.length, all.length];
  const u = rankSum - (n * (n + 1)) / 2;
  const deviation = Math.sqrt(((n * m) / 12) * (total + 1 - ties / (total * (total - 1))));
  const z = deviation === 0 ? 0 : (u - (n * m) / 2) / deviation;
  return { medians: [medianOf(first), medianOf(second)], z, p: twoSided(z) };
}

function medianOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** 2 (1 - Phi(|z|)), Abramowitz and Stegun 26.2.17: right to 1e-7. */
function twoSided(z: number): number {
  const t = 1 / (1 + 0.231_641_9 * Math.abs(z));
  const poly = t * (0.319_381_53 + t * (-0.356_563_782 + t * (1.781_477_937 + t * (-1.821_255_978 + t * 1.330_274_429))));
  return Math.min(1, 2 * (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * poly);
}
