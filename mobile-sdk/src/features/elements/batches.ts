import { BATCH_ITEMS } from '@sealchart/protocol';

/** Bytes of one batch request, by estimate: half of what a body may have, so that an estimate may be off. */
export const BATCH_BYTES = 8 * 2 ** 20;

/** Elements in one turn of a long act: few enough that others wait for a moment only, and that a person sees it move. */
export const TURN_ITEMS = 100;

/** Bytes of manifest, key packets and JSON around one element. */
const ELEMENT_OVERHEAD = 4_096;

/** Bytes that content of this text will have in a request: padding, escaped quotes, base64url and what stands around it. */
export function estimateOf(draft: { readonly title: string; readonly body: string }): number {
  return 2 * (draft.title.length + draft.body.length) + ELEMENT_OVERHEAD;
}

/** Groups items, in their order, to at most `most` (default: what a request may hold) and, above one item, `BATCH_BYTES`. */
export async function* inBatches<T>(
  items: Iterable<T> | AsyncIterable<T>,
  bytesOf: (item: T) => number,
  most = BATCH_ITEMS,
): AsyncGenerator<T[], void, void> {
  let batch: T[] = [];
  let bytes = 0;
  for await (const item of items) {
    const size = bytesOf(item);
    if (batch.length === most || (batch.length > 0 && bytes + size > BATCH_BYTES)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(item);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}
