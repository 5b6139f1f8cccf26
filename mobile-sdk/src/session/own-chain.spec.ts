import { describe, expect, it } from '@jest/globals';
import type { AccountChain, KeyBundle } from '@sealchart/protocol';
import { checkPins } from './own-chain.ts';

// Of chain and bundle only what is held against the pins.
const chain = { hashes: ['one', 'two', 'three'] } as unknown as AccountChain;
const slots = [{ slotId: 'slt_a', publicKey: 'key a' }];
const bundle = { version: 2, slots } as unknown as KeyBundle;
const pins = { sequence: 2, head: 'two', bundleVersion: 2, slots };

describe('pins', () => {
  it('hold for what was seen, and for what follows it', () => {
    expect(() => checkPins(chain, bundle, pins)).not.toThrow();
    expect(() => checkPins(chain, { ...bundle, version: 3, slots: [] }, pins)).not.toThrow();
  });

  it.each([
    ['a shorter chain', { ...chain, hashes: ['one'] }, bundle],
    ['another event where one was seen', { ...chain, hashes: ['one', 'other', 'three'] }, bundle],
    ['an older bundle', chain, { ...bundle, version: 1 }],
    ['another key of a known slot', chain, { ...bundle, slots: [{ slotId: 'slt_a', publicKey: 'key b' }] as KeyBundle['slots'] }],
  ])('refuse %s', (_, served, servedBundle) => {
    expect(() => checkPins(served, servedBundle, pins)).toThrow(expect.objectContaining({ code: 'E_BUNDLE' }));
  });
});
