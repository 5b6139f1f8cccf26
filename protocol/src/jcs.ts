import canonicalize from 'canonicalize';
import type { Bytes } from './bytes.ts';
import { equalBytes, fromUtf8, utf8 } from './bytes.ts';
import { SealchartError } from './errors.ts';

/** RFC 8785 (JCS) bytes of a JSON value; throws `E_FORMAT` when the value is not I-JSON (RFC 7493). */
export function jcsBytes(value: unknown): Bytes {
  let text: string | undefined;
  try {
    text = canonicalize(value);
  } catch (cause) {
    throw new SealchartError('E_FORMAT', { detail: 'not a JSON value', cause });
  }
  if (text === undefined || !text.isWellFormed()) throw new SealchartError('E_FORMAT', { detail: 'not a JSON value' });
  return utf8(text);
}

/**
 * The value of JCS bytes. Parsed, serialised again, and refused with `E_FORMAT` if the bytes differ: so no two
 * byte strings mean the same statement, and duplicate keys, spaces and odd numbers are all refused at once.
 */
export function parseJcs(bytes: Uint8Array): unknown {
  let value: unknown;
  try {
    value = JSON.parse(fromUtf8(bytes));
  } catch (cause) {
    throw new SealchartError('E_FORMAT', { detail: 'not JSON', cause });
  }
  if (!equalBytes(jcsBytes(value), bytes)) throw new SealchartError('E_FORMAT', { detail: 'not in canonical form' });
  return value;
}
