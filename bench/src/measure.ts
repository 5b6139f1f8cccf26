/** One way of doing a piece of work. `call` counts up from 0 in each round, so that all ways can do the same pieces. */
export type Work = (call: number) => Promise<unknown>;

/** Figures of each way, one per round: the n-th of one was taken right beside the n-th of the others. */
export type Rounds<Way extends string, Figure = number> = Readonly<Record<Way, readonly Figure[]>>;

/**
 * Lets the ways take turns for a number of rounds, each second round in reverse order, so that whatever else the machine does falls on
 * all of them alike. One round before the first is not counted: it warms up.
 */
export async function takeTurns<Way extends string, Figure>(
  ways: Readonly<Record<Way, (round: number) => Promise<Figure>>>,
  rounds: number,
): Promise<Rounds<Way, Figure>> {
  const names = Object.keys(ways) as Way[];
  const figures = Object.fromEntries(names.map((name) => [name, [] as Figure[]])) as Record<Way, Figure[]>;
  for (let round = -1; round < rounds; round += 1) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const figure = await ways[name](round);
      if (round >= 0) figures[name].push(figure);
    }
  }
  return figures;
}

/** Milliseconds of one call of each way, one figure per round: calls follow one another, never two at once. */
export function timeWays<Way extends string>(
  ways: Readonly<Record<Way, Work>>,
  { rounds, calls }: { readonly rounds: number; readonly calls: number },
): Promise<Rounds<Way>> {
  const timed = Object.entries<Work>(ways).map(([name, work]) => [name, () => timeOfCalls(work, calls)]);
  return takeTurns(Object.fromEntries(timed) as Record<Way, () => Promise<number>>, rounds);
}

async function timeOfCalls(work: Work, calls: number): Promise<number> {
  const start = performance.now();
  for (let call = 0; call < calls; call += 1) await work(call);
  return (performance.now() - start) / calls;
}

/** Median of numbers, at least one. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The value below which a share `q` of the numbers lies, linear between two. */
export function quantile(values: ArrayLike<number>, q: number): number {
  const sorted = Float64Array.from(values).sort();
  const place = (sorted.length - 1) * q;
  const [below, above] = [sorted[Math.floor(place)] ?? Number.NaN, sorted[Math.ceil(place)] ?? Number.NaN];
  return below + (above - below) * (place - Math.floor(place));
}

/**
 * Median over the rounds of `over[n] / under[n]`. Steadier than the ratio of two medians: what slowed one round slowed both figures in it.
 */
export function pairedRatio(over: readonly number[], under: readonly number[]): number {
  return median(over.map((value, round) => value / (under[round] ?? Number.NaN)));
}

/**
 * How a cost grows with what it is the cost of, round by round: the exponent e of size^e that leads from one figure to the other. 1 is
 * linear, 0 means that size does not matter.
 */
export function growthExponents(
  small: { readonly size: number; readonly costs: readonly number[] },
  large: { readonly size: number; readonly costs: readonly number[] },
): number[] {
  const scale = Math.log(large.size / small.size);
  return large.costs.map((cost, round) => Math.log(cost / (small.costs[round] ?? Number.NaN)) / scale);
}
