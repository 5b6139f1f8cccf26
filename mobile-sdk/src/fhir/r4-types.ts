import type { Primitive } from './primitives.ts';
import { PRIMITIVES } from './primitives.ts';
import { R4_RESOURCES, R4_TYPES } from './r4-types.generated.ts';

/** One element of a type, under the name that it has in JSON (`valueQuantity`, not `value[x]`). */
export interface ElementInfo {
  /** Name of a primitive, a data type, a backbone (`Patient.contact`), or `Resource` for any resource. */
  readonly type: string;
  /** Present where the element is a primitive. */
  readonly primitive?: Primitive;
  readonly isList: boolean;
  /** True for `_birthDate` beside `birthDate`: id and extensions of the primitive, null where a list has none. */
  readonly isSibling: boolean;
}

/** A type and the elements that it knows, inherited ones included. */
export interface TypeInfo {
  readonly name: string;
  readonly elements: ReadonlyMap<string, ElementInfo>;
}

const resourceTypes: ReadonlySet<string> = new Set(R4_RESOURCES.split(' '));
const lines: ReadonlyMap<string, string> = new Map(
  R4_TYPES.trim()
    .split('\n')
    .map((line) => [line.slice(0, line.indexOf('<')), line.slice(line.indexOf('<') + 1)]),
);
const known = new Map<string, TypeInfo>();

/** True for the 146 resource types of R4. */
export function isResourceType(name: string): boolean {
  return resourceTypes.has(name);
}

/** The elements of a type of the table; empty for a name that is not in it. Read at first use, because most are never met. */
export function typeInfo(name: string): TypeInfo {
  const found = known.get(name);
  if (found !== undefined) return found;
  const [base = '', ...fields] = (lines.get(name) ?? '').split(' ');
  const elements = new Map(base === '' ? [] : typeInfo(base).elements);
  for (const field of fields) addElement(elements, field);
  const info = { name, elements };
  if (lines.has(name)) known.set(name, info);
  return info;
}

function addElement(elements: Map<string, ElementInfo>, field: string): void {
  const [name = '', starred = ''] = field.split(':');
  if (name === '') return;
  const isList = starred.endsWith('*');
  const type = isList ? starred.slice(0, -1) : starred;
  const primitive = PRIMITIVES.get(type);
  elements.set(name, { type, isList, isSibling: false, ...(primitive && { primitive }) });
  if (primitive) elements.set(`_${name}`, { type: 'Element', isList, isSibling: true });
}

const choices = new Map<string, ReadonlyMap<string, string>>();

/**
 * The element that a member of a resource is part of: `value[x]` for `valueQuantity` and all that stands in its place, `birthDate` for
 * `_birthDate`. A resource has one of each. What the type does not know is an element of its own.
 */
export function elementOf(type: string, member: string): string {
  const name = typeInfo(type).elements.get(member)?.isSibling === true ? member.slice(1) : member;
  return choicesOf(type).get(name) ?? name;
}

/** The elements with a choice of types, by their names in JSON: those that differ in nothing but the type at the end. */
function choicesOf(type: string): ReadonlyMap<string, string> {
  const found = choices.get(type);
  if (found) return found;
  const stems = Map.groupBy(typeInfo(type).elements, ([name, info]) => stemOf(name, info));
  const many = [...stems].filter(([stem, members]) => stem !== '' && members.length > 1);
  const named = new Map(many.flatMap(([stem, members]) => members.map(([name]) => [name, `${stem}[x]`] as const)));
  if (isResourceType(type)) choices.set(type, named);
  return named;
}

/** `value` of `valueQuantity`; empty for what names no type, or occurs more than once, which no choice does. */
function stemOf(name: string, { type, isList }: ElementInfo): string {
  const suffix = type.charAt(0).toUpperCase() + type.slice(1);
  return !isList && name.endsWith(suffix) ? name.slice(0, -suffix.length) : '';
}
