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

/**
 * What a person would read: a string itself; of a CodeableConcept its text, else a display, else a code; of a
 * HumanName its text or parts; of a Reference its display; of a list its first item with words. Undefined without.
 */
export function wordsOf(value: unknown): string | undefined {
  if (typeof value === 'string') return tidy(value);
  if (Array.isArray(value)) return first(value, wordsOf);
  if (!isLoose(value)) return undefined;
  return wordsOf(property(value, 'text')) ?? humanName(value) ?? codingWords(value) ?? wordsOf(property(value, 'display'));
}

function codingWords(concept: Loose): string | undefined {
  const coding = property(concept, 'coding');
  const codings = Array.isArray(coding) ? coding : [concept];
  return first(codings, (one) => wordsOf(property(one, 'display'))) ?? first(codings, (one) => stringWords(property(one, 'code')));
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
