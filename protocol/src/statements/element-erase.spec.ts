import { describe, expect, it } from '@jest/globals';
import { ELEMENT_VERSIONS } from '../limits.ts';
import type { ElementState } from './element-chain.ts';
import { nextElementState } from './element-chain.ts';
import { erasedState } from './element-erase.ts';
import type { ElementManifest } from './element-manifest.ts';
import type { ParsedStatement } from './signed-statement.ts';

const acc = (letter: string) => `acc_${letter.repeat(21)}A`;
const [ada, bob] = [acc('A'), acc('B')];
const elementId = `elm_${'A'.repeat(22)}`;
const hash = 'A'.repeat(43);
const owner = { principal: ada, role: 'owner', epoch: 0, fingerprint: 'a'.repeat(64) } as const;
const addenda = { count: 0, head: hash };
const content = {
  contentVersion: 1,
  dataHash: hash,
  dataLength: 1_150,
  sizeClass: 1_024,
  keyCommitment: hash,
  openHash: hash,
  addenda,
  blobs: [],
};
const state: ElementState = {
  elementId,
  recordId: ada,
  version: 4,
  manifestHash: 'B'.repeat(42) + 'A',
  audience: [owner, { ...owner, principal: bob, role: 'manager' }],
  content,
  contentAuthor: { account: ada, fingerprint: 'a'.repeat(64) },
};

const erase = (more: Partial<ElementManifest> = {}): ElementManifest => ({
  context: 'sealchart/v1/element-manifest',
  instance: `ins_${'A'.repeat(22)}`,
  author: { account: ada, fingerprint: 'a'.repeat(64) },
  authoredAt: '2026-01-02T03:04:05Z',
  checkpoint: null,
  kind: 'erase',
  elementId,
  recordId: ada,
  version: 5,
  previous: state.manifestHash,
  audience: [],
  ...more,
});
const parsed = (value: ElementManifest): ParsedStatement<ElementManifest> => ({
  value,
  hash: 'C'.repeat(42) + 'A',
  bytes: new Uint8Array(),
  signature: new Uint8Array(),
});
const refused = (code: string) => expect.objectContaining({ code });

describe('the end of a chain', () => {
  it('is what is left of the element', () => {
    const left = { elementId, recordId: ada, version: 5, manifestHash: 'C'.repeat(42) + 'A' };
    expect(erasedState(state, parsed(erase()))).toEqual(left);
  });

  it('stands over versions that were never seen, and over none', () => {
    for (const before of [state, { ...state, version: 1 }, undefined]) {
      expect(erasedState(before, parsed(erase({ version: 9, previous: hash }))).version).toBe(9);
    }
  });

  it.each<[string, ElementManifest, string]>([
    ['another kind', erase({ kind: 'access' }), 'E_FORMAT'],
    ['a content version', erase({ kind: 'content', content, audience: [owner] }), 'E_FORMAT'],
    ['one with a content', erase({ content }), 'E_FORMAT'],
    ['one with a reader', erase({ audience: [owner] }), 'E_FORMAT'],
    ['a first version', erase({ version: 1 }), 'E_FORMAT'],
    ['one without a predecessor', erase({ previous: null }), 'E_FORMAT'],
    ['one with a section', erase({ sectionId: `sec_${'A'.repeat(22)}` }), 'E_RIGHT'],
    ['that of a manager', erase({ author: { account: bob, fingerprint: 'b'.repeat(64) } }), 'E_RIGHT'],
  ])('%s is none', (_, manifest, code) => {
    for (const before of [state, undefined]) {
      expect(() => erasedState(before, parsed(manifest))).toThrow(refused(code));
    }
  });

  it('is of the same element and record', () => {
    expect(() => erasedState(state, parsed(erase({ elementId: `elm_${'B'.repeat(21)}A` })))).toThrow(refused('E_BIND'));
    const takenOver = erase({ recordId: bob, author: { account: bob, fingerprint: 'b'.repeat(64) } });
    expect(() => erasedState(state, parsed(takenOver))).toThrow(refused('E_BIND'));
  });
});

describe('the last number', () => {
  const before = { ...state, version: ELEMENT_VERSIONS - 1 };
  const next = { version: ELEMENT_VERSIONS, previous: before.manifestHash };

  it('is kept for the end: no content and no readers get it', () => {
    const [access, edit] = [
      erase({ ...next, kind: 'access', content, audience: state.audience }),
      erase({ ...next, kind: 'content', content: { ...content, contentVersion: ELEMENT_VERSIONS }, audience: state.audience }),
    ];
    for (const manifest of [access, edit]) {
      expect(() => nextElementState(before, parsed(manifest))).toThrow(refused('E_LIMIT'));
    }
    expect(erasedState(before, parsed(erase(next))).version).toBe(ELEMENT_VERSIONS);
  });

  it('has one before it that everything gets', () => {
    const earlier = { ...state, version: ELEMENT_VERSIONS - 2 };
    const manifest = erase({
      version: ELEMENT_VERSIONS - 1,
      previous: earlier.manifestHash,
      kind: 'access',
      content,
      audience: state.audience,
    });
    expect(nextElementState(earlier, parsed(manifest)).version).toBe(ELEMENT_VERSIONS - 1);
  });
});
