import { FHIR_DEPTH, fromUtf8, utf8 } from '@sealchart/protocol';
import type { TypeInfo } from './r4-types.ts';
import { ResourceWalk } from './resource-walk.ts';
import { ValueScanner } from './value-scanner.ts';

/** A type without elements: only what makes an object ambiguous counts as a flaw. */
const ANY: TypeInfo = { name: '', elements: new Map() };

/**
 * The members of the outermost object of a resource text by name, in order, each value as the text that was written, without the
 * white space between tokens: number tokens stay what they are, and no name is special. Undefined where the text is not one JSON object that
 * every reader understands alike: no JSON, a name that occurs twice, half a surrogate pair, nested deeper than `FHIR_DEPTH`.
 */
export function membersOf(body: string): Map<string, string> | undefined {
  const text = compact(body);
  if (text === undefined) return undefined;
  const walk = new ResourceWalk(text);
  if (walk.walk(ANY)) return undefined;
  return new Map(Array.from(walk.members, ([name, { start, end }]) => [name, text.slice(start, end)]));
}

/** The text of an object with these members, in their order. */
export function bodyOf(members: ReadonlyMap<string, string>): string {
  return `{${Array.from(members, ([name, text]) => `${JSON.stringify(name)}:${text}`).join(',')}}`;
}

/** The text of a JSON object without white space between its tokens; undefined when it is none, or too deep. */
function compact(body: string): string | undefined {
  if (!body.isWellFormed()) return undefined;
  const bytes = utf8(body.trimStart());
  const scanner = new ValueScanner();
  scanner.start({ bytes: bytes.length, depth: FHIR_DEPTH });
  scanner.scan(bytes, 0);
  if (scanner.fault !== undefined || !scanner.isDone) return undefined;
  try {
    const value: unknown = JSON.parse(body);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? fromUtf8(scanner.bytes) : undefined;
  } catch {
    return undefined;
  }
}
