import type { Bytes } from '@sealchart/protocol';
import { concatBytes, fromB64u, toB64u } from '@sealchart/protocol';
import fc from 'fast-check';
import { changedText } from './mutated-text.ts';

type Path = readonly (string | number)[];

const DEEP = 2_000;
const MOST_PLACES = 500;
const MOST_LEVELS = 16;
/** Characters that a repeated value may come to. */
const MOST_REPEATED = 256 * 2 ** 10;

/** Values that stand where others are expected. */
const ODD_VALUES: readonly unknown[] = [
  null,
  true,
  0,
  -0,
  -1,
  1.5,
  2 ** 31,
  2 ** 53,
  1e308,
  '',
  ' ',
  '0',
  'A',
  'x'.repeat(5_000),
  '\ud800',
  '\u202eabc',
  [],
  {},
  [[]],
  [null],
  { $gt: '' },
  { toString: 1, valueOf: 1, toJSON: 1, length: -1 },
  // Nothing can be compared with it.
  { length: { toString: 1, valueOf: 1 } },
];

/** Members that no object expects. */
const ODD_MEMBERS = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'toJSON',
  'then',
  'length',
  '$ne',
  '',
  ' ',
  'unknown',
  '0',
  '\u0000',
];

const place = fc.nat({ max: 2 ** 20 });
const change = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('odd'), at: place, value: fc.constantFrom(...ODD_VALUES) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('remove'), at: place }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('member'),
      at: place,
      name: fc.constantFrom(...ODD_MEMBERS),
      value: fc.constantFrom(...ODD_VALUES),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('swap'), at: place, other: place }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('bit'), at: place, bit: place }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('more'), at: place, by: fc.constantFrom(-1, 1, 1_000, 2 ** 40) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('repeat'), at: place, times: fc.constantFrom(2, 3, 101, 1_001) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('deep'), at: place }) },
);
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

/** Places of a value but the whole: as many as are needed, so that what was made large before costs nothing. */
function placesOf(root: unknown): Path[] {
  const places: Path[] = [[]];
  for (let i = 0; i < places.length && places.length < MOST_PLACES; i += 1) {
    const path = places[i] ?? [];
    const value = path.length > MOST_LEVELS ? undefined : valueAt(root, path);
    if (typeof value !== 'object' || value === null) continue;
    for (const key of Object.keys(value).slice(0, MOST_PLACES)) places.push([...path, Array.isArray(value) ? Number(key) : key]);
  }
  return places.slice(1, MOST_PLACES);
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((at, key) => (at as Record<string | number, unknown> | undefined)?.[key], value);
}

/** Own members only: `__proto__` is a name like any other in JSON. */
function setMember(object: object, key: string | number, value: unknown): void {
  Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}

/** With a member `__proto__`, where there is one. */
function copyOf(value: object): object {
  return Object.defineProperties({}, Object.getOwnPropertyDescriptors(value));
}

function withValue(root: unknown, path: Path, value: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined || typeof root !== 'object' || root === null) return value;
  // Where an object stood, an earlier change may have put a list, which has no member of any name.
  if (Array.isArray(root) && typeof key === 'string') return root;
  const copy: object = Array.isArray(root) ? [...(root as unknown[])] : copyOf(root);
  setMember(copy, key, withValue((root as Record<string | number, unknown>)[key], rest, value));
  return copy;
}

function without(root: unknown, path: Path): unknown {
  const parent = path.slice(0, -1);
  const key = path.at(-1);
  const holder = valueAt(root, parent);
  if (key === undefined || typeof holder !== 'object' || holder === null) return root;
  const next = Array.isArray(holder)
    ? (holder as unknown[]).filter((_, i) => i !== key)
    : Object.fromEntries(Object.entries(holder).filter(([name]) => name !== key));
  return withValue(root, parent, next);
}

function changed(root: unknown, next: Change): unknown {
  const places = placesOf(root);
  const path = places[next.at % Math.max(1, places.length)] ?? [];
  const value = valueAt(root, path);
  if ('name' in next) {
    const objects = [[], ...places].filter((one) => isPlainObject(valueAt(root, one)));
    const target = objects[next.at % Math.max(1, objects.length)] ?? [];
    const holder = valueAt(root, target);
    return isPlainObject(holder) ? withValue(root, target, withValue(holder, [next.name], next.value)) : root;
  }
  if ('value' in next) return withValue(root, path, next.value);
  if ('other' in next) {
    const other = places[next.other % Math.max(1, places.length)] ?? [];
    return withValue(withValue(root, path, valueAt(root, other)), other, value);
  }
  if ('bit' in next) return typeof value === 'string' ? withValue(root, path, flipped(value, next.bit)) : root;
  if ('by' in next) return typeof value === 'number' ? withValue(root, path, value + next.by) : root;
  if ('times' in next) {
    const times = Math.min(next.times, Math.floor(MOST_REPEATED / (1 + (JSON.stringify(value)?.length ?? 0))));
    const copies = Array.from({ length: times }, () => value);
    return withValue(root, path, Array.isArray(value) ? copies.flat() : copies);
  }
  return next.kind === 'remove' ? without(root, path) : withValue(root, path, nested(DEEP));
}

function isPlainObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function nested(levels: number): unknown {
  let value: unknown = 0;
  for (let i = 0; i < levels; i += 1) value = i % 2 === 0 ? [value] : { a: value };
  return value;
}

/** One bit: of the bytes where the text is base64url, so that it stays well formed; else of a character. */
function flipped(text: string, which: number): string {
  const bytes = tryB64u(text);
  if (bytes && bytes.length > 0) {
    const at = (which >> 3) % bytes.length;
    return toB64u(concatBytes(bytes.subarray(0, at), Uint8Array.of((bytes[at] ?? 0) ^ (1 << (which & 7))), bytes.subarray(at + 1)));
  }
  const at = (which >> 3) % Math.max(1, text.length);
  return text.slice(0, at) + String.fromCharCode((text.charCodeAt(at) || 0) ^ (1 << (which & 7))) + text.slice(at + 1);
}

function tryB64u(text: string): Bytes | undefined {
  try {
    return fromB64u(text);
  } catch {
    return undefined;
  }
}

/** Changes of the text itself that no value has: a member twice, numbers in other spellings, white space, nesting without end. */
const spelling = fc.oneof(
  { weight: 8, arbitrary: fc.constant((text: string) => text) },
  { weight: 1, arbitrary: fc.constant((text: string) => text.replace(/\{("[^"]*":)/, '{$1null,$1')) },
  { weight: 1, arbitrary: fc.constant((text: string) => text.replace(/:(\d+)/, ':$1.0')) },
  { weight: 1, arbitrary: fc.constant((text: string) => text.replace(/:(\d+)/, ':1e999')) },
  { weight: 1, arbitrary: fc.constant((text: string) => text.replace(/:(\d+)/, `:${'9'.repeat(5_000)}`)) },
  { weight: 1, arbitrary: fc.constant((text: string) => text.replaceAll(',', ' ,\n\t')) },
  { weight: 1, arbitrary: fc.constant((text: string) => `${'['.repeat(100_000)}${text}`) },
  { weight: 1, arbitrary: fc.constant((text: string) => `${'{"a":'.repeat(20_000)}${text}${'}'.repeat(20_000)}`) },
);

/** Values as they are and with a few changes. */
export function mutatedValue(...samples: readonly unknown[]): fc.Arbitrary<unknown> {
  return fc
    .record({ sample: fc.constantFrom(...samples), changes: fc.array(change, { maxLength: 3 }) })
    .map(({ sample, changes }) => changes.reduce(changed, sample));
}

/** JSON texts of samples: as they are, with changed values, in other spellings, and broken. */
export function mutatedJson(...samples: readonly unknown[]): fc.Arbitrary<string> {
  const values = fc.record({ value: mutatedValue(...samples), spell: spelling }).map(({ value, spell }) => spell(JSON.stringify(value)));
  const texts = samples.map((sample) => JSON.stringify(sample));
  return fc.oneof({ weight: 6, arbitrary: values }, { weight: 1, arbitrary: changedText(values, texts, 2) });
}
