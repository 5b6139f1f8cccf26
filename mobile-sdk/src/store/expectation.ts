import { equalBytes } from '@sealchart/protocol';
import type { StoreChanges } from '../ports/local-store.ts';
import { busy } from './turns.ts';

/** `E_BUSY` unless what lies under a key is what a write expects there: see `StoreChanges.expected`. */
export function requireExpected(expected: Uint8Array | undefined, found: Uint8Array | undefined): void {
  const isEqual = expected === undefined || found === undefined ? expected === found : equalBytes(expected, found);
  if (!isEqual) throw busy();
}

/** The keys whose entries a write expects. */
export function expectations({ expected = new Map<string, undefined>() }: StoreChanges): [string, Uint8Array | undefined][] {
  return Array.from(expected);
}
