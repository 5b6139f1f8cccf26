import canonicalize from 'canonicalize';
import type { Bytes } from './bytes.ts';
import { fromUtf8, utf8 } from './bytes.ts';
import { SealchartError } from './errors.ts';
import { excessOf } from './json-shape.ts';
import { JCS_DEPTH, JCS_VALUES } from './limits.ts';

/** RFC 8785 (JCS) bytes of a JSON value; throws `E_FORMAT` when the value is not I-JSON (RFC 7493). */
export function jcsBytes(value: unknown): Bytes {
  return utf8(jcsText(value));
}

function jcsText(value: unknown): string {
  let text: string | undefined;
  try {
    text = canonicalize(value);
  } catch (cause) {
    throw new SealchartError('E_FORMAT', { detail: 'not a JSON value', cause });
  }
  if (text === undefined || !text.isWellFormed()) throw new SealchartError('E_FORMAT', { detail: 'not a JSON value' });
  return text;
}

/**
 * The value of JCS bytes. Parsed, serialised again, and refused with `E_FORMAT` if the bytes differ: so no two
 * byte strings mean the same statement, and duplicate keys, spaces and odd numbers are all refused at once. Nothing is made of more than
 * `JCS_VALUES` values or `JCS_DEPTH` levels.
 */
export function parseJcs(bytes: Uint8Array): unknown {
  let [text, value]: [string, unknown] = ['', undefined];
  try {
    text = fromUtf8(bytes);
    requireRoom(text);
    value = JSON.parse(text);
  } catch (cause) {
    if (cause instanceof SealchartError) throw cause;
    throw new SealchartError('E_FORMAT', { detail: 'not JSON', cause });
  }
  // As texts, which is quicker: strictly decoded, no two byte strings give the same one.
  if (jcsText(value) !== text) throw new SealchartError('E_FORMAT', { detail: 'not in canonical form' });
  return value;
}

/** Nothing that is signed or sealed has so many values or levels; to parse them would cost a device far more than their bytes say. */
function requireRoom(text: string): void {
  const excess = excessOf(text, { values: JCS_VALUES, levels: JCS_DEPTH });
  if (excess) throw new SealchartError('E_FORMAT', { detail: `too many ${excess}` });
}
