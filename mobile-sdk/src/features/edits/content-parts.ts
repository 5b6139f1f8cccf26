import { OpenFields, SealchartError, compareAscii, parseForeign } from '@sealchart/protocol';
import { bodyOf, membersOf } from '../../fhir/members.ts';
import { elementOf } from '../../fhir/r4-types.ts';
import { summarizeResource } from '../../fhir/summary.ts';
import { FHIR_SCHEMA } from '../elements/content-opening.ts';
import type { Snapshot } from './snapshot.ts';

/** The value of each part of a content by its path, in reading order. Values are equal where the parts are. */
export type Parts = ReadonlyMap<string, string>;

const TITLE = 'title';
/** The whole of a body that is not joined member by member. */
const TEXT = 'text';
const OPEN = 'open.';
/** Schema and body in one: a resource of one type means nothing under the schema of another. */
const SCHEMA = 'schema';

/** More than any type of FHIR has; a body with more is one text, so that nobody's odd one keeps a device busy for minutes. */
const MEMBERS = 1_000;

const PLAIN_NAME = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/;

/**
 * How contents of one element are taken apart so that they can be joined part by part. Resources of one type: by the members of their
 * outermost object, because what lies deeper belongs together; members that stand for one element (`valueString` in the place of
 * `valueQuantity`, `_birthDate` beside `birthDate`) are one part, so that no two are joined to what no resource can say. Notes and everything else: the text is one part; where contents have
 * different schemas, schema and text are. A title that follows from the resource is no part: it is made anew of what was joined, because
 * one that names another value than the body holds would mislead whoever reads a list.
 */
export class ContentParts {
  readonly #schema: string | undefined;
  readonly #byMember: boolean;
  /** Of each body: it is read once, because it may be long. */
  readonly #members: ReadonlyMap<string, ReadonlyMap<string, string> | undefined>;
  /** Of each member that is not a part of its own, the element that it is of. */
  readonly #elements: ReadonlyMap<string, string>;

  readonly #isTitleDerived: boolean;

  /** `contents` are all that will be compared. */
  constructor(contents: readonly Snapshot[]) {
    const schemas = new Set(contents.map(({ schema }) => schema));
    const [schema = ''] = schemas;
    this.#schema = schemas.size === 1 ? schema : undefined;
    const isResource = schemas.size === 1 && schema.startsWith(FHIR_SCHEMA);
    const bodies = new Set(isResource ? contents.map(({ body }) => body) : []);
    this.#members = new Map([...bodies].map((body) => [body, membersOf(body)]));
    const members = [...this.#members.values()];
    this.#byMember = isResource && members.every((found) => found !== undefined && found.size <= MEMBERS);
    this.#isTitleDerived = this.#byMember && contents.every(({ title, body }) => title === summarizeResource(body).title);
    this.#elements = this.#byMember ? sharedElements(schema.slice(FHIR_SCHEMA.length), members) : new Map();
  }

  of({ schema, title, body, open }: Snapshot): Map<string, string> {
    const parts = new Map(this.#isTitleDerived ? [] : [[TITLE, title]]);
    if (this.#byMember) for (const [path, text] of this.#memberParts(this.#members.get(body) ?? new Map())) parts.set(path, text);
    else if (this.#schema === undefined) parts.set(SCHEMA, JSON.stringify([schema, body]));
    else parts.set(TEXT, body);
    for (const [name, value] of Object.entries(open).sort(([a], [b]) => compareAscii(a, b))) {
      if (value !== undefined) parts.set(OPEN + name, JSON.stringify(value));
    }
    return parts;
  }

  /** The content that has these parts. `E_FORMAT` where they make none. */
  toContent(parts: Parts): Snapshot {
    const open: Record<string, unknown> = {};
    const members = new Map<string, string>();
    for (const [path, value] of parts) {
      if (path.startsWith(OPEN)) open[path.slice(OPEN.length)] = JSON.parse(value);
      else if (path !== TITLE && this.#byMember) for (const [name, text] of this.#membersAt(path, value)) members.set(name, text);
    }
    const fields = parseForeign(OpenFields, open);
    if (!fields.success) throw new SealchartError('E_FORMAT', { detail: 'open fields', cause: fields.error });
    const whole = this.#schema === undefined ? (JSON.parse(parts.get(SCHEMA) ?? '[]') as string[]) : [this.#schema, parts.get(TEXT)];
    const [schema = '', text = ''] = whole;
    const body = this.#byMember ? bodyOf(members) : text;
    const title = this.#isTitleDerived ? summarizeResource(body).title : (parts.get(TITLE) ?? '');
    return { schema, title, body, open: fields.data };
  }

  *#memberParts(members: ReadonlyMap<string, string>): Generator<readonly [path: string, text: string], void, void> {
    const shared = [...members].filter(([name]) => this.#elements.has(name));
    const groups = Map.groupBy(shared, ([name]) => this.#elements.get(name));
    for (const [name, text] of members) {
      const element = this.#elements.get(name);
      const group = groups.get(element) ?? [];
      if (element === undefined) yield [memberPath(name), text];
      else if (group[0]?.[0] === name) yield [element, bodyOf(new Map(group.toSorted(([a], [b]) => compareAscii(a, b))))];
    }
  }

  #membersAt(path: string, value: string): Iterable<readonly [name: string, text: string]> {
    const isShared = [...this.#elements.values()].includes(path);
    return isShared ? (membersOf(value) ?? []) : [[memberName(path), value]];
  }

  /** A part as people read it: text without quotes, anything else as JSON. */
  show(path: string, value: string): string {
    if (path === SCHEMA && this.#schema === undefined) return (JSON.parse(value) as [string, string]).join('\n');
    const isJson = path.startsWith(OPEN) || (path !== TITLE && this.#byMember);
    return isJson && value.startsWith('"') ? (JSON.parse(value) as string) : value;
  }
}

/** The parts that make the body and its schema. */
export function bodyParts(parts: Parts): Parts {
  return new Map([...parts].filter(([path]) => path !== TITLE && !path.startsWith(OPEN)));
}

/** The members that stand for one element with others, in any of the contents, by name. */
function sharedElements(type: string, bodies: readonly (ReadonlyMap<string, string> | undefined)[]): Map<string, string> {
  const names = new Set(bodies.flatMap((members) => [...(members?.keys() ?? [])]));
  const groups = [...Map.groupBy(names, (name) => elementOf(type, name))].filter(([, members]) => members.length > 1);
  return new Map(groups.flatMap(([element, members]) => members.map((name) => [name, element] as const)));
}

/** The name of a member, unless it could be taken for another part: then in brackets, with everything unusual escaped. */
function memberPath(name: string): string {
  if (PLAIN_NAME.test(name) && name !== TITLE) return name;
  const escaped = JSON.stringify(name).replaceAll(/[^ -~]/gu, (char) => escape(char));
  return `[${escaped}]`;
}

function memberName(path: string): string {
  return path.startsWith('[') ? (JSON.parse(path.slice(1, -1)) as string) : path;
}

/** As JSON escapes any UTF-16 unit. */
function escape(char: string): string {
  return Array.from({ length: char.length }, (_, i) => `\\u${char.charCodeAt(i).toString(16).padStart(4, '0')}`).join('');
}
