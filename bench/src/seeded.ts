/** Numbers in [0, 1) that are the same in every run: mulberry32, good enough for made-up data and for nothing else. */
export function seededNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Sizes of resources in bytes at quantiles, as synthetic patient files have them: most about 1 KB, a few ten times that. */
const SIZES: readonly (readonly [number, number])[] = [
  [0, 440],
  [0.1, 730],
  [0.5, 850],
  [0.75, 1_190],
  [0.9, 2_710],
  [0.95, 3_510],
  [0.99, 8_040],
  [1, 13_780],
];

/** The size at quantile `q`, linear between the known ones. */
function sizeAt(q: number): number {
  const next = SIZES.findIndex(([quantile]) => quantile >= q);
  const [q1, s1] = SIZES[next] ?? [1, 13_780];
  const [q0, s0] = SIZES[Math.max(0, next - 1)] ?? [0, 440];
  return q1 === q0 ? s1 : Math.round(s0 + ((s1 - s0) * (q - q0)) / (q1 - q0));
}

/** A made-up FHIR resource, as a draft carries it. */
export interface MadeUpResource {
  readonly schema: string;
  readonly title: string;
  readonly body: string;
}

/** Made-up FHIR observations, the same list for the same seed; with the size spread of real files unless `bytes` says how large. */
export function madeUpObservations(count: number, seed: number, bytes?: number): MadeUpResource[] {
  const number = seededNumbers(seed);
  return Array.from({ length: count }, (_, i) => {
    const value = (number() * 200).toFixed(2);
    const head = `{"resourceType":"Observation","id":"o${i}","status":"final","valueQuantity":{"value":${value},"unit":"mg/dL"},"note":[{"text":"`;
    const tail = '"}]}';
    const filler = Math.max(0, (bytes ?? sizeAt(number())) - head.length - tail.length);
    return { schema: 'fhir/R4/Observation', title: `Made-up value ${i}`, body: head + textOf(number, filler) + tail };
  });
}

function textOf(number: () => number, characters: number): string {
  let text = '';
  while (text.length < characters) text += `${number().toString(36).slice(2)} `;
  return text.slice(0, characters);
}
