import { equalBytes } from '@sealchart/protocol';
import type { StoreChanges } from '../ports/local-store.ts';
import { busy } from './turns.ts';

/** Whether two entries are the same bytes; undefined: nothing lies there. */
export function isSameEntry(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  return a === undefined || b === undefined ? a === b : equalBytes(a, b);
}

/** `E_BUSY` unless what lies under a key is what a write expects there: see `StoreChanges.expected`. */
export function requireExpected(expected: Uint8Array | undefined, found: Uint8Array | undefined): void {
  if (!isSameEntry(expected, found)) throw busy();
}

/** The keys whose entries a write expects. */
export function expectations({ expected = new Map<string, undefined>() }: StoreChanges): [string, Uint8Array | undefined][] {
  return Array.from(expected);
}
