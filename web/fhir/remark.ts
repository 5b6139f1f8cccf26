import type { JsonObject } from './written-json.ts';
import { at, isObject, itemsOf, textOf } from './written-json.ts';

/** The one annotation that a short form shows; undefined where there are more, which a short form would hide. */
export function remarkOf(resource: JsonObject): string | undefined {
  return itemsOf(resource['note']).length > 1 ? undefined : textOf(at(resource, 'note', 0, 'text'));
}

/** A resource with this annotation. Who wrote the former one, and when, stays where its words stay. */
export function withRemark(resource: JsonObject, remark: string): JsonObject {
  if (remark === (remarkOf(resource) ?? '')) return resource;
  const { note, ...rest } = resource;
  if (remark === '') return rest;
  const [first] = itemsOf(note);
  return { ...rest, note: [{ ...(isObject(first) && { ...first }), text: remark }] };
}

/** A resource with this member, or without it where `value` is undefined. */
export function withMember(resource: JsonObject, name: string, value: JsonObject[string]): JsonObject {
  if (value !== undefined) return { ...resource, [name]: value };
  return Object.fromEntries(Object.entries(resource).filter(([member]) => member !== name));
}
