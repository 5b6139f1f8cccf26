import { FHIR_DEPTH } from '@sealchart/protocol';
import type { FieldChange } from '../client-api/history.ts';
import { stringEnd } from './resource-walk.ts';

/** What of two contents is compared. */
export interface Comparable {
  readonly schema: string;
  readonly title: string;
  readonly body: string;
  readonly open: Readonly<Record<string, unknown>>;
}

/**
 * Where two contents differ, in reading order: schema and title, the text of a note or the leaves of a resource, then open fields. Number
 * tokens are compared as they were written: 1.50 and 1.5 are two. A body that is no JSON object on both sides is one text.
 */
export function differencesOf(before: Comparable, after: Comparable): FieldChange[] {
  return [
    ...changeOf('schema', before.schema, after.schema),
    ...changeOf('title', before.title, after.title),
    ...bodyChanges(before.body, after.body),
    ...openChanges(before.open, after.open),
  ];
}

function bodyChanges(before: string, after: string): FieldChange[] {
  if (before === after) return [];
  const [left, right] = [readObject(before), readObject(after)];
  if (!left || !right) return changeOf('text', before, after);
  return nodeChanges('', left, right);
}

function openChanges(before: Comparable['open'], after: Comparable['open']): FieldChange[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return names.flatMap((name) => changeOf(`open.${name}`, shown(before[name]), shown(after[name])));
}

/** Open fields are texts and booleans. */
function shown(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function changeOf(path: string, before: string | undefined, after: string | undefined): FieldChange[] {
  if (before === after) return [];
  return [{ path, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) }];
}

/** A JSON value whose tokens are kept as written. */
type Node =
  | { readonly kind: 'leaf'; readonly token: string; readonly shown: string }
  | { readonly kind: 'object'; readonly members: ReadonlyMap<string, Node> }
  | { readonly kind: 'list'; readonly items: readonly Node[] };

function nodeChanges(path: string, before: Node | undefined, after: Node | undefined): FieldChange[] {
  if (before?.kind === 'object' && after?.kind === 'object') {
    return namesInOrder(before.members, after.members).flatMap((name) =>
      nodeChanges(pathTo(path, name), before.members.get(name), after.members.get(name)),
    );
  }
  if (before?.kind === 'list' && after?.kind === 'list') {
    const length = Math.max(before.items.length, after.items.length);
    return Array.from({ length }).flatMap((_, i) => nodeChanges(`${path}[${i}]`, before.items[i], after.items[i]));
  }
  if (before?.kind === 'leaf' && after?.kind === 'leaf') {
    return before.token === after.token ? [] : [{ path, before: before.shown, after: after.shown }];
  }
  return [
    ...leavesOf(path, before).map((leaf) => ({ path: leaf.path, before: leaf.shown })),
    ...leavesOf(path, after).map((leaf) => ({ path: leaf.path, after: leaf.shown })),
  ];
}

function leavesOf(path: string, node: Node | undefined): { readonly path: string; readonly shown: string }[] {
  if (!node) return [];
  if (node.kind === 'leaf') return [{ path, shown: node.shown }];
  // What is empty is said as such, so that nothing comes or goes unseen.
  if (node.kind === 'list' && node.items.length === 0) return [{ path, shown: '[]' }];
  if (node.kind === 'object' && node.members.size === 0) return [{ path, shown: '{}' }];
  if (node.kind === 'list') return node.items.flatMap((item, i) => leavesOf(`${path}[${i}]`, item));
  return [...node.members].flatMap(([name, member]) => leavesOf(pathTo(path, name), member));
}

/** The names of both, in the order of the newer; what is gone stands where it stood. */
function namesInOrder(before: ReadonlyMap<string, Node>, after: ReadonlyMap<string, Node>): string[] {
  const places = new Map([...before.keys()].map((name, place) => [name, place]));
  const gone = [...before.keys()].filter((name) => !after.has(name));
  const names: string[] = [];
  let next = 0;
  const takeGone = (place: number): void => {
    for (; next < gone.length && (places.get(gone[next] ?? '') ?? 0) < place; next += 1) names.push(gone[next] ?? '');
  };
  for (const name of after.keys()) {
    takeGone(places.get(name) ?? 0);
    names.push(name);
  }
  takeGone(before.size);
  return names;
}

/** Names that could be read as another path are quoted. */
function pathTo(path: string, name: string): string {
  if (!/^[A-Za-z_][A-Za-z0-9_-]*$/.test(name)) return `${path}[${JSON.stringify(name)}]`;
  return path === '' ? name : `${path}.${name}`;
}

/** Undefined for what is not one JSON object. */
function readObject(text: string): Node | undefined {
  try {
    JSON.parse(text);
  } catch {
    return undefined;
  }
  const node = new TokenReader(text).read();
  return node.kind === 'object' ? node : undefined;
}

const SPACE = /[ \t\n\r]*/y;
const LITERAL = /[^ \t\n\r,\]}]*/y;

/**
 * Reads JSON that `JSON.parse` has accepted, which is why the grammar is not checked here. Beyond the nesting of FHIR a value is one
 * leaf, so that no body exhausts the stack; of two equal names the last counts, as everywhere in JSON.
 */
class TokenReader {
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): Node {
    this.#skip(SPACE);
    const start = this.#at;
    const first = this.#text[start];
    if (first === '"') return textLeaf(this.#string());
    if (first !== '{' && first !== '[') {
      this.#skip(LITERAL);
      return rawLeaf(this.#text.slice(start, this.#at));
    }
    if (this.#depth === FHIR_DEPTH) {
      this.#skipNested();
      return rawLeaf(this.#text.slice(start, this.#at));
    }
    this.#depth += 1;
    const node = first === '{' ? this.#object() : this.#list();
    this.#depth -= 1;
    return node;
  }

  #object(): Node {
    const members = new Map<string, Node>();
    while (this.#next('}')) {
      const name = this.#string();
      this.#skip(SPACE);
      this.#at += 1;
      members.set(name, this.read());
    }
    return { kind: 'object', members };
  }

  #list(): Node {
    const items: Node[] = [];
    while (this.#next(']')) items.push(this.read());
    return { kind: 'list', items };
  }

  /** Moves to the next item of the open bracket, or behind its `end`: then false. */
  #next(end: string): boolean {
    this.#skip(SPACE);
    // The opening bracket, or the comma in front of the item.
    if (this.#text[this.#at] !== end) {
      this.#at += 1;
      this.#skip(SPACE);
    }
    if (this.#text[this.#at] !== end) return true;
    this.#at += 1;
    return false;
  }

  #string(): string {
    const start = this.#at;
    this.#at = stringEnd(this.#text, start);
    return JSON.parse(this.#text.slice(start, this.#at)) as string;
  }

  #skip(what: RegExp): void {
    what.lastIndex = this.#at;
    this.#at += what.exec(this.#text)?.[0].length ?? 0;
  }

  #skipNested(): void {
    let depth = 0;
    do {
      const char = this.#text[this.#at];
      if (char === '"') this.#at = stringEnd(this.#text, this.#at) - 1;
      else if (char === '{' || char === '[') depth += 1;
      else if (char === '}' || char === ']') depth -= 1;
      this.#at += 1;
    } while (depth > 0);
  }
}

function textLeaf(text: string): Node {
  return { kind: 'leaf', token: JSON.stringify(text), shown: text };
}

function rawLeaf(token: string): Node {
  return { kind: 'leaf', token, shown: token };
}
