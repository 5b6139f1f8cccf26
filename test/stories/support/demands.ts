import { expect } from '@jest/globals';

/** What a spec expects in the midst of what its support does: not this, and the test fails there. */
export function expectEqual(found: unknown, wanted: unknown): void {
  expect(found).toEqual(wanted);
}

/** One of a few things that may happen. */
export function expectOneOf<T>(found: T, allowed: readonly T[]): void {
  expect(allowed).toContain(found);
}
