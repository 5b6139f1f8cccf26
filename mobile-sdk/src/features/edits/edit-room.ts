import { ELEMENT_BYTES, SealchartError, utf8 } from '@sealchart/protocol';
import type { Snapshot } from './snapshot.ts';

/** A content that no element can hold is refused before it is written down; the exact size shows when it is sealed. `E_LIMIT`. */
export function requireRoom({ title, body }: Snapshot): void {
  const bytes = utf8(title).length + utf8(body).length;
  if (bytes > ELEMENT_BYTES)
    throw new SealchartError('E_LIMIT', { detail: `an element holds at most ${ELEMENT_BYTES} bytes, this has ${bytes}` });
}
