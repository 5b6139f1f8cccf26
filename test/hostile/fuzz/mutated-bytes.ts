import type { Bytes } from '@sealchart/protocol';
import { concatBytes, uintBytes } from '@sealchart/protocol';
import fc from 'fast-check';

/** Numbers at which lengths and counts go wrong. */
const ODD_NUMBERS = [
  0,
  1,
  2,
  127,
  128,
  191,
  192,
  193,
  223,
  224,
  254,
  255,
  256,
  8_383,
  8_384,
  65_535,
  2 ** 24,
  2 ** 31 - 1,
  2 ** 31,
  2 ** 32 - 1,
];

/** Bytes that a sample grows by at most. */
const MOST_ADDED = 2_048;

const place = fc.nat({ max: 2 ** 20 });
const few = fc.nat({ max: 64 });

/** One change of some bytes; places are taken modulo what is there, so that any change fits any sample. */
const change = (samples: readonly Bytes[]) =>
  fc.oneof(
    { weight: 6, arbitrary: fc.record({ kind: fc.constant('flip'), at: place, bit: fc.nat({ max: 7 }) }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('set'), at: place, value: fc.nat({ max: 255 }) }) },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant('number'),
        at: place,
        octets: fc.constantFrom(1 as const, 2 as const, 4 as const),
        value: fc.constantFrom(...ODD_NUMBERS),
      }),
    },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('cut'), at: place }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('remove'), at: place, count: few }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('insert'), at: place, more: fc.uint8Array({ maxLength: 32 }) }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('repeat'), at: place, count: few, times: fc.nat({ max: 8 }) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('grow'), value: fc.nat({ max: 255 }), count: fc.nat({ max: MOST_ADDED }) }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('splice'), at: place, from: place, sample: fc.constantFrom(...samples) }) },
  );
type Change = typeof change extends (samples: readonly Bytes[]) => fc.Arbitrary<infer T> ? T : never;

function changed(bytes: Bytes, next: Change): Bytes {
  const at = 'at' in next ? next.at % Math.max(1, bytes.length + 1) : 0;
  const [head, tail] = [bytes.subarray(0, at), bytes.subarray(at)];
  if ('bit' in next) return withByte(bytes, at, (bytes[at] ?? 0) ^ (1 << next.bit));
  if ('octets' in next) return concatBytes(head, uintBytes(next.value % 2 ** (8 * next.octets), next.octets), tail.subarray(next.octets));
  if ('sample' in next) return concatBytes(head, next.sample.subarray(next.from % Math.max(1, next.sample.length)));
  if ('more' in next) return concatBytes(head, next.more, tail);
  if ('times' in next) return concatBytes(head, ...Array.from({ length: next.times }, () => tail.subarray(0, next.count)), tail);
  if (next.kind === 'set') return withByte(bytes, at, next.value);
  if (next.kind === 'grow') return concatBytes(bytes, new Uint8Array(next.count).fill(next.value));
  return concatBytes(head, next.kind === 'remove' ? tail.subarray(next.count) : new Uint8Array());
}

function withByte(bytes: Bytes, at: number, value: number): Bytes {
  const copy = bytes.slice();
  copy[at] = value;
  return copy;
}

/** Samples as they are, samples with a few changes, and bytes that never were one. */
export function mutatedBytes(...samples: readonly Bytes[]): fc.Arbitrary<Bytes> {
  const touched = fc
    .record({ sample: fc.constantFrom(...samples), changes: fc.array(change(samples), { maxLength: 4 }) })
    .map(({ sample, changes }) => changes.reduce(changed, sample));
  const raw = fc.uint8Array({ maxLength: 256 }).map((bytes) => Uint8Array.from(bytes));
  return fc.oneof({ weight: 12, arbitrary: touched }, { weight: 1, arbitrary: raw });
}
