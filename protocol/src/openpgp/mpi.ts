import type { Bytes } from '../bytes.ts';
import { readUint } from '../bytes.ts';
import { SealchartError } from '../errors.ts';

/**
 * The multiprecision integer at `offset` (RFC 9580 section 3.2), big-endian without leading zeros; `E_FORMAT` when the
 * announced bit length is not exactly its own, for zero, and beyond the end.
 */
export function readMpi(bytes: Uint8Array, offset: number): { readonly value: Bytes; readonly end: number } {
  const bits = readUint(bytes, offset, 2);
  const start = offset + 2;
  const end = start + Math.ceil(bits / 8);
  const value = bytes.slice(start, end);
  // Zero, leading zero octets and a value that is cut never have the announced length either.
  if (bits !== (value.length - 1) * 8 + (32 - Math.clz32(value[0] ?? 0))) {
    throw new SealchartError('E_FORMAT', { detail: 'integer not in its one form' });
  }
  return { value, end };
}
