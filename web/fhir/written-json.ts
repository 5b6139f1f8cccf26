/** A number with the digits that were written: 1.50 stays 1.50. */
export class Digits {
  readonly written: string;

  constructor(written: string) {
    this.written = written;
  }

  /** Marked, so that `writeJson` takes the quotes off. */
  toJSON(): string {
    return `${MARK}${this.written}`;
  }
}

export type Json = string | boolean | null | Digits | readonly Json[] | JsonObject;

export interface JsonObject {
  readonly [name: string]: Json | undefined;
}

/** A character of the private use area; a text that holds it is not read here. */
const MARK = '\uE000';
const MARKED = /\uE000|\\u[eE]000/;
/** A string that ends nowhere is one to the end of the text: looking for its end from each of its quotes would take hours where it is long. */
const STRING_OR_NUMBER = /"[^"\\]*(?:\\[^][^"\\]*)*(?:"|\\?$)|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const MARKED_NUMBER = /"\uE000([^"]*)"/g;

/** The object of a JSON text; undefined where it is none, or too strange to be kept as it was written. */
export function readJson(text: string): JsonObject | undefined {
  if (MARKED.test(text)) return undefined;
  try {
    const marked = text.replaceAll(STRING_OR_NUMBER, (token) => (token.startsWith('"') ? token : `"${MARK}${token}"`));
    const value: unknown = JSON.parse(marked, (_, item: unknown) =>
      typeof item === 'string' && item.startsWith(MARK) ? new Digits(item.slice(1)) : item,
    );
    return isObject(value as Json) ? (value as JsonObject) : undefined;
  } catch {
    return undefined;
  }
}

/** The text of an object, numbers as they were written. `indent`: blanks for each level; without it in one line. */
export function writeJson(value: JsonObject, indent = 0): string {
  return JSON.stringify(value, clean, indent).replaceAll(MARKED_NUMBER, '$1');
}

/** The mark itself is left out of texts. */
const clean = (_: string, item: unknown): unknown => (typeof item === 'string' && !isMarkedNumber(item) ? item.replaceAll(MARK, '') : item);
const isMarkedNumber = (text: string): boolean => text.startsWith(MARK) && /^-?\d[\d.eE+-]*$/.test(text.slice(1));

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Digits);
}

export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** The text of a string or a number; empty for all else. */
export function textOf(value: Json | undefined): string {
  if (typeof value === 'string') return value;
  return value instanceof Digits ? value.written : '';
}

/** What stands at names and places, such as `['component', 0, 'code']`; undefined where nothing does. */
export function at(value: Json | undefined, ...path: readonly (string | number)[]): Json | undefined {
  let found = value;
  for (const step of path) {
    if (typeof step === 'number') found = isList(found) ? found[step] : undefined;
    else found = isObject(found) && Object.hasOwn(found, step) ? found[step] : undefined;
  }
  return found;
}

/** The items of a list; none for all else. */
export function itemsOf(value: Json | undefined): readonly Json[] {
  return isList(value) ? value : [];
}
