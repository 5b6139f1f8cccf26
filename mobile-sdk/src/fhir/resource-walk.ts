import type { FhirPath, FhirRule, Flaw } from './items.ts';
import type { ElementInfo, TypeInfo } from './r4-types.ts';
import { isResourceType, typeInfo } from './r4-types.ts';

/** Start and end of a value in the walked text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * Walks one JSON object along the table of R4 types and stops at the first flaw: a key that occurs twice, half a
 * surrogate pair, a resource of unknown type, a primitive that breaks its pattern, a value of another kind than its
 * element. Unknown elements are kept, whatever they hold; so are lists and single data types in place of each other.
 *
 * The text must be valid JSON without white space between tokens (`JSON.parse` has accepted it, so the grammar is not
 * checked here) and not nested deeper than the stack allows. It is walked as text, because a parsed value has lost the
 * spelling of numbers and the first of two equal keys.
 */
export class ResourceWalk {
  readonly #text: string;
  readonly #path: (string | number)[];
  readonly #members = new Map<string, Span>();
  #at = 0;
  #depth = 0;
  #flaw: Flaw | undefined;

  /** `path` is where the object stands in its source. */
  constructor(text: string, path: FhirPath = []) {
    this.#text = text;
    this.#path = [...path];
  }

  /** The first flaw of the object, read as an instance of `type`; undefined when there is none. */
  walk(type: TypeInfo): Flaw | undefined {
    this.#object(type);
    return this.#flaw;
  }

  /** The values of the outermost object by key; complete after a walk without flaw. */
  get members(): ReadonlyMap<string, Span> {
    return this.#members;
  }

  #fail(rule: FhirRule, reason: string): false {
    this.#flaw = { path: [...this.#path], rule, reason };
    return false;
  }

  #object(type: TypeInfo | undefined): boolean {
    const keys = new Set<string>();
    this.#depth += 1;
    this.#at += 1;
    while (this.#text[this.#at] !== '}') {
      if (this.#text[this.#at] === ',') this.#at += 1;
      const key = this.#string();
      this.#path.push(key);
      if (keys.has(key)) return this.#fail('twice', 'occurs twice');
      if (!key.isWellFormed()) return this.#fail('broken', 'holds half a surrogate pair');
      keys.add(key);
      this.#at += 1;
      const start = this.#at;
      if (!this.#value(type?.elements.get(key), false)) return false;
      if (this.#depth === 1) this.#members.set(key, { start, end: this.#at });
      this.#path.pop();
    }
    this.#at += 1;
    this.#depth -= 1;
    return true;
  }

  #value(expected: ElementInfo | undefined, inList: boolean): boolean {
    switch (this.#text[this.#at]) {
      case '{':
        return this.#checkedObject(expected);
      case '[':
        return this.#list(expected, inList);
      case '"':
        return this.#checkedString(expected);
      case 't':
      case 'f':
        return this.#literal(expected);
      case 'n':
        return this.#null(expected, inList);
      default:
        return this.#number(expected);
    }
  }

  #checkedObject(expected: ElementInfo | undefined): boolean {
    if (expected?.primitive) return this.#fail('wrongValue', `is an object, where ${expected.type} belongs`);
    if (expected?.type !== 'Resource') return this.#object(expected && typeInfo(expected.type));
    const name = this.#resourceType();
    if (name !== undefined && isResourceType(name)) return this.#object(typeInfo(name));
    this.#path.push('resourceType');
    const { rule, reason } = resourceTypeFlaw(name);
    return this.#fail(rule, reason);
  }

  #list(expected: ElementInfo | undefined, inList: boolean): boolean {
    if (expected && inList) return this.#fail('wrongValue', 'is a list in a list');
    if (expected && !expected.isList && (expected.primitive || expected.type === 'Resource'))
      return this.#fail('wrongValue', `is a list, where one ${expected.type} belongs`);
    this.#at += 1;
    for (let index = 0; this.#text[this.#at] !== ']'; index += 1) {
      if (this.#text[this.#at] === ',') this.#at += 1;
      this.#path.push(index);
      if (!this.#value(expected, true)) return false;
      this.#path.pop();
    }
    this.#at += 1;
    return true;
  }

  #checkedString(expected: ElementInfo | undefined): boolean {
    const value = this.#string();
    if (!value.isWellFormed()) return this.#fail('broken', 'holds half a surrogate pair');
    return this.#isOf(expected, 'string', 'text', value);
  }

  #literal(expected: ElementInfo | undefined): boolean {
    const value = this.#text[this.#at] === 't' ? 'true' : 'false';
    this.#at += value.length;
    return this.#isOf(expected, 'boolean', 'a boolean', value);
  }

  #number(expected: ElementInfo | undefined): boolean {
    const start = this.#at;
    while (/[-+.0-9eE]/.test(this.#text[this.#at] ?? '')) this.#at += 1;
    return this.#isOf(expected, 'number', 'a number', this.#text.slice(start, this.#at));
  }

  /** "null values are used to fill out" lists of primitives and of their siblings, and stand nowhere else. */
  #null(expected: ElementInfo | undefined, inList: boolean): boolean {
    if (expected && !(inList && (expected.primitive || expected.isSibling))) return this.#fail('wrongValue', 'is null');
    this.#at += 4;
    return true;
  }

  #isOf(expected: ElementInfo | undefined, json: 'string' | 'number' | 'boolean', name: string, value: string): boolean {
    if (expected === undefined) return true;
    if (expected.primitive?.json !== json) return this.#fail('wrongValue', `is ${name}, where ${expected.type} belongs`);
    return expected.primitive.accepts(value) || this.#fail('wrongValue', `is no ${expected.type} of R4`);
  }

  /** Value of the string at the cursor, which moves behind it. */
  #string(): string {
    const start = this.#at;
    this.#at = stringEnd(this.#text, start);
    const inner = this.#text.slice(start + 1, this.#at - 1);
    return inner.includes('\\') ? (JSON.parse(`"${inner}"`) as string) : inner;
  }

  /** `resourceType` of the object at the cursor, which stays; any of its keys may be the one. */
  #resourceType(): string | undefined {
    const start = this.#at;
    try {
      this.#at += 1;
      while (this.#text[this.#at] !== '}') {
        if (this.#text[this.#at] === ',') this.#at += 1;
        const key = this.#string();
        this.#at += 1;
        if (key === 'resourceType') return this.#text[this.#at] === '"' ? this.#string() : undefined;
        this.#at = valueEnd(this.#text, this.#at);
      }
      return undefined;
    } finally {
      this.#at = start;
    }
  }
}

/** What to say of a `resourceType` that is not one of R4; undefined: it is missing or no text. */
export function resourceTypeFlaw(name: string | undefined): Omit<Flaw, 'path'> {
  if (name === undefined) return { rule: 'noType', reason: 'is missing' };
  const isName = /^[A-Za-z]{1,64}$/.test(name);
  return { rule: 'unknownType', reason: isName ? `is ${name}, which is no resource type of R4` : 'is no resource type of R4' };
}

/** Index behind the string that starts at `start`. */
export function stringEnd(text: string, start: number): number {
  let quote = text.indexOf('"', start + 1);
  while (isEscaped(text, quote)) quote = text.indexOf('"', quote + 1);
  return quote + 1;
}

/** True when an odd number of backslashes stands before `at`. */
function isEscaped(text: string, at: number): boolean {
  let before = at - 1;
  while (text[before] === '\\') before -= 1;
  return (at - before) % 2 === 0;
}

/** Index behind the value that starts at `start`. */
function valueEnd(text: string, start: number): number {
  let depth = 0;
  for (let at = start; ; at += 1) {
    const char = text[at];
    if (char === '"') at = stringEnd(text, at) - 1;
    else if (char === '{' || char === '[') depth += 1;
    else if (char === '}' || char === ']') depth -= 1;
    else if (char !== undefined && char !== ',' && depth === 0) {
      while (!/[,}\]]/.test(text[at + 1] ?? ',')) at += 1;
    }
    if (depth === 0) return at + 1;
  }
}
