import { SealchartError } from '@sealchart/protocol';
import type { FileSource } from '../../client-api/exchange.ts';

/**
 * A file that a person picked or dropped, read in pieces and as often as needed. `E_USAGE` when the browser can no longer read it: it was
 * changed, moved or deleted since it was picked.
 */
export function blobSource(blob: Blob): FileSource {
  return { size: blob.size, open: () => read(blob) };
}

/** By a reader of its own: not every browser iterates a stream. */
async function* read(blob: Blob): AsyncGenerator<Uint8Array, void, void> {
  const reader = blob.stream().getReader();
  try {
    for (;;) {
      const { done, value } = await readOn(reader);
      if (done) return;
      yield value;
    }
  } finally {
    // Who stops early lets the file go; one that is broken or at its end has nothing left to let go.
    await reader.cancel().catch(() => undefined);
  }
}

async function readOn(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<ReadableStreamReadResult<Uint8Array>> {
  try {
    return await reader.read();
  } catch (cause) {
    throw new SealchartError('E_USAGE', { detail: 'the file can no longer be read: it was changed or removed', cause });
  }
}
