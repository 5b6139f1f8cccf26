import { SealchartError } from '@sealchart/protocol';

const PREFIX = 'elm_';

/** Whatever is named by the id of an element. */
interface WithElementId {
  readonly elementId: string;
}

/** Characters behind the prefix that a reference must have, so that a slip of the finger names nothing. */
const REFERENCE_CHARACTERS = 3;

/** Characters behind the prefix that short ids have at least. */
const SHORT_CHARACTERS = 6;

/**
 * The element whose id begins with the reference, with or without `elm_`. Throws `E_NOT_FOUND` when there is none,
 * `E_USAGE` when there are several or the reference is too short.
 */
export function resolveElement<T extends WithElementId>(reference: string, elements: readonly T[]): T {
  const start = reference.startsWith(PREFIX) ? reference : PREFIX + reference;
  if (start.length < PREFIX.length + REFERENCE_CHARACTERS) {
    throw new SealchartError('E_USAGE', {
      detail: `"${reference}" is too short to name an element: give the id that "list" shows, or its first letters`,
    });
  }
  const found = elements.filter((element) => element.elementId.startsWith(start));
  const [only] = found;
  if (!only) throw new SealchartError('E_NOT_FOUND', { detail: `no element begins with ${start}` });
  if (found.length > 1)
    throw new SealchartError('E_USAGE', { detail: `${found.length} elements begin with ${start}; give more of the id` });
  return only;
}

/** Ids cut to the shortest length at which all of them still differ. */
export function shortIds(elements: readonly WithElementId[]): (elementId: string) => string {
  const sorted = elements.map((element) => element.elementId).sort();
  let length = PREFIX.length + SHORT_CHARACTERS;
  for (const [i, id] of sorted.entries()) {
    const next = sorted[i + 1];
    if (next === undefined) continue;
    let same = 0;
    while (same < id.length && id[same] === next[same]) same += 1;
    length = Math.max(length, same + 1);
  }
  return (elementId) => elementId.slice(0, length);
}
