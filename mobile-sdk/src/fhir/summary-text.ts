import { NAME_CHARACTERS } from '@sealchart/protocol';

/** A JSON object whose shape nobody has checked. */
export type Loose = Readonly<Record<string, unknown>>;

export function isLoose(value: unknown): value is Loose {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An own property; undefined where there is none, also on what is no object. */
export function property(value: unknown, key: string): unknown {
  return isLoose(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** The value at `content.attachment.title`; of lists the first item that has one. */
export function valueAt(value: unknown, path: string): unknown {
  const [key = '', ...rest] = path.split('.');
  const found = property(value, key);
  if (rest.length === 0) return found;
  for (const item of Array.isArray(found) ? found : [found]) {
    const inner = valueAt(item, rest.join('.'));
    if (inner !== undefined) return inner;
  }
  return undefined;
}

/** Names lie at most a few steps deep; what somebody else wrote may be nested without end. */
const NAME_DEPTH = 6;

/**
 * What a person would read: a string itself; of a CodeableConcept its text, else a display, else a code; of a
 * HumanName its text or parts; of a Reference its display; of a list its first item with words. Undefined without.
 */
export function wordsOf(value: unknown): string | undefined {
  return wordsWithin(value, NAME_DEPTH);
}

function wordsWithin(value: unknown, depth: number): string | undefined {
  if (typeof value === 'string') return tidy(value);
  if (depth === 0) return undefined;
  if (Array.isArray(value)) return first(value, (item) => wordsWithin(item, depth - 1));
  if (!isLoose(value)) return undefined;
  const below = (key: string): string | undefined => wordsWithin(property(value, key), depth - 1);
  return below('text') ?? humanName(value) ?? codingWords(value, depth) ?? below('display');
}

function codingWords(concept: Loose, depth: number): string | undefined {
  const coding = property(concept, 'coding');
  const codings = Array.isArray(coding) ? coding : [concept];
  return (
    first(codings, (one) => wordsWithin(property(one, 'display'), depth - 1)) ?? first(codings, (one) => stringWords(property(one, 'code')))
  );
}

const stringWords = (value: unknown): string | undefined => (typeof value === 'string' ? tidy(value) : undefined);

function humanName(value: Loose): string | undefined {
  const parts = ['prefix', 'given', 'family', 'suffix'].flatMap((key) => property(value, key) ?? []);
  return tidy(parts.filter((part) => typeof part === 'string').join(' '));
}

function first<T>(values: readonly T[], read: (value: T) => string | undefined): string | undefined {
  for (const value of values) {
    const found = read(value);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** One line without control characters or characters that turn the direction of text; undefined when nothing is left. */
export function tidy(text: string): string | undefined {
  const line = text.replaceAll(/[\p{Cc}\p{Cs}\u2028\u2029\u202A-\u202E\u2066-\u2069\s]+/gu, ' ').trim();
  if (line.length <= NAME_CHARACTERS) return line === '' ? undefined : line;
  // By code points, so that no character is cut in two.
  return `${Array.from(line.slice(0, 2 * NAME_CHARACTERS))
    .slice(0, NAME_CHARACTERS - 1)
    .join('')
    .trim()}…`;
}
