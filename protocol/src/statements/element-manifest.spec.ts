import { describe, expect, it } from '@jest/globals';
import { toB64u } from '../bytes.ts';
import { AUDIENCE_ENTRIES, ELEMENT_VERSIONS } from '../limits.ts';
import { compareAscii, ElementManifest } from './element-manifest.ts';

const hash = 'A'.repeat(43);
const acc = (letter: string) => `acc_${letter.repeat(21)}A`;
const blob = (letter: string) => ({ blobId: `blb_${letter.repeat(21)}A`, length: 1, hash });
const entry = (letter: string) => ({ principal: acc(letter), role: 'viewer', epoch: 0, fingerprint: 'a'.repeat(64) });
const content = {
  contentVersion: 1,
  dataHash: hash,
  dataLength: 1_150,
  sizeClass: 1_024,
  keyCommitment: hash,
  openHash: hash,
  addenda: { count: 0, head: hash },
  blobs: [blob('A'), blob('B')],
};
const good = {
  context: 'sealchart/v1/element-manifest',
  instance: `ins_${'A'.repeat(22)}`,
  author: { account: acc('A'), fingerprint: 'a'.repeat(64) },
  authoredAt: '2026-01-02T03:04:05Z',
  checkpoint: null,
  kind: 'content',
  elementId: `elm_${'A'.repeat(22)}`,
  recordId: acc('A'),
  version: 1,
  previous: null,
  audience: [entry('A'), entry('B')],
  content,
};
const isGood = (value: unknown): boolean => ElementManifest.safeParse(value).success;
const withEntry = (more: object) => ({ ...good, audience: [{ ...entry('A'), ...more }] });
const withContent = (more: object) => ({ ...good, content: { ...content, ...more } });
const packet = (contentVersion: number) => ({ contentVersion, packetHash: hash });
const accountAt = (i: number) => `acc_${toB64u(Uint8Array.from({ length: 16 }, (_, at) => (at === 15 ? i : 0)))}`;
const principals = (count: number) => Array.from({ length: count }, (_, i) => accountAt(i)).sort(compareAscii);
const many = (count: number) => principals(count).map((principal) => ({ ...entry('A'), principal }));

describe('a manifest', () => {
  it('takes exactly its fields', () => {
    expect(isGood(good)).toBe(true);
    expect(isGood({ ...good, title: 'Penicillin' })).toBe(false);
    expect(isGood(withEntry({ name: 'Ada' }))).toBe(false);
    expect(isGood(withContent({ title: 'Penicillin' }))).toBe(false);
    for (const field of Object.keys(good).filter((name) => name !== 'content')) {
      expect([field, isGood(Object.fromEntries(Object.entries(good).filter(([name]) => name !== field)))]).toEqual([field, false]);
    }
  });

  it('has its audience and blobs sorted, none twice', () => {
    expect(isGood({ ...good, audience: [entry('B'), entry('A')] })).toBe(false);
    expect(isGood({ ...good, audience: [entry('A'), entry('A')] })).toBe(false);
    expect(isGood(withContent({ blobs: [blob('B'), blob('A')] }))).toBe(false);
    expect(isGood(withContent({ blobs: [blob('A'), blob('A')] }))).toBe(false);
  });

  it('has history packets in order, none twice', () => {
    expect(isGood(withEntry({ history: true, historyPackets: [packet(1), packet(3)] }))).toBe(true);
    expect(isGood(withEntry({ history: true, historyPackets: [packet(3), packet(1)] }))).toBe(false);
    expect(isGood(withEntry({ history: true, historyPackets: [packet(1), packet(1)] }))).toBe(false);
  });

  it('bounds every number and list', () => {
    expect(isGood({ ...good, version: ELEMENT_VERSIONS })).toBe(true);
    expect(isGood({ ...good, version: ELEMENT_VERSIONS + 1 })).toBe(false);
    expect(isGood({ ...good, audience: many(AUDIENCE_ENTRIES) })).toBe(true);
    expect(isGood({ ...good, audience: many(AUDIENCE_ENTRIES + 1) })).toBe(false);
    for (const odd of [-1, 0.5, 2 ** 53, '1', null, { $gt: 0 }]) {
      expect([odd, isGood(withContent({ dataLength: odd }))]).toEqual([odd, false]);
      expect([odd, isGood(withEntry({ epoch: odd }))]).toEqual([odd, false]);
    }
  });

  it('refuses operators, other ids and names from the prototype where an id belongs', () => {
    for (const odd of [
      { $gt: '' },
      { $ne: null },
      ['elm_'],
      'constructor',
      '__proto__',
      `acc_${'A'.repeat(22)}`,
      `elm_${'A'.repeat(21)}B`,
      7,
    ]) {
      expect([odd, isGood({ ...good, elementId: odd })]).toEqual([odd, false]);
    }
  });
});

describe('the order of principals', () => {
  it('is that of ASCII bytes', () => {
    expect(['acc_a', 'acc_Z', 'acc_-', 'acc__', 'acc_9'].sort(compareAscii)).toEqual(['acc_-', 'acc_9', 'acc_Z', 'acc__', 'acc_a']);
    expect(compareAscii('acc_a', 'acc_a')).toBe(0);
  });
});
