import { fromB64u, toB64u } from '@sealchart/protocol';
import type { Input } from './family.ts';

/** An input as it is written down: bytes as base64url; text as JSON writes it, so that halves of signs are kept. */
export type WrittenInput = { readonly bytes: string } | { readonly text: string };

/** Writes an input down. */
export function writeInput(input: Input): WrittenInput {
  return typeof input === 'string' ? { text: input } : { bytes: toB64u(input) };
}

/** The input that was written down. */
export function readInput(written: WrittenInput): Input {
  return 'text' in written ? written.text : fromB64u(written.bytes);
}
