import { FHIR_URL_CHARACTERS } from '@sealchart/protocol';
import type { FhirProblem } from './items.ts';
import { PRIMITIVES } from './primitives.ts';
import { isResourceType } from './r4-types.ts';

/** What a report calls an entry. */
export type EntryNames = Pick<FhirProblem, 'fullUrl' | 'resourceType' | 'id'>;

/** The names among these that are what they should be; a bad entry may hold anything. */
function names(fullUrl: unknown, resourceType: unknown, id: unknown): EntryNames {
  return {
    ...(isFullUrl(fullUrl) && { fullUrl }),
    ...(typeof resourceType === 'string' && isResourceType(resourceType) && { resourceType }),
    ...(typeof id === 'string' && PRIMITIVES.get('id')?.accepts(id) === true && { id }),
  };
}

/** True for a `uri` of R4 that is not too long to stand beside the resource. */
export function isFullUrl(value: unknown): value is string {
  return typeof value === 'string' && value.length <= FHIR_URL_CHARACTERS && PRIMITIVES.get('uri')?.accepts(value) === true;
}

/** Names of a resource that stands alone. */
export function namesOfResource(resource: unknown): EntryNames {
  return names(undefined, own(resource, 'resourceType'), own(resource, 'id'));
}

/** Names of an entry of a Bundle. */
export function namesOfEntry(entry: unknown): EntryNames {
  const resource = own(entry, 'resource');
  return names(own(entry, 'fullUrl'), own(resource, 'resourceType'), own(resource, 'id'));
}

/** A text that is cut off is taken to its end: were every quote in it tried in its turn, the time would grow with the square of its length. */
const TOKEN = /"(?:[^"\\]|\\[^])*(?:(?<end>")|\\?$)|[{}[\]]/g;

/** Names in the beginning of an entry that was too large to be kept: what stands there before its large part. */
export function namesInHead(bytes: Uint8Array): EntryNames {
  const open: string[] = [];
  const found = new Map<string, string>();
  let key = '';
  const head = new TextDecoder().decode(bytes);
  for (const { 0: token, index, groups } of head.matchAll(TOKEN)) {
    if (token.startsWith('"') && groups?.['end'] === undefined) break;
    if (token === '{' || token === '[') open.push(token === '{' ? key : '[');
    else if (token === '}' || token === ']') open.pop();
    else if (head[index + token.length] === ':') key = token;
    else if (open.length === 1 || (open.length === 2 && open[1] === '"resource"')) found.set(open.length + key, token);
  }
  const value = (name: string): string | undefined => found.get(name)?.slice(1, -1);
  return names(value('1"fullUrl"'), value('2"resourceType"'), value('2"id"'));
}

/** An own property of an object, whatever its name; undefined where there is none. */
function own(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
}
