import { describe, expect, it } from '@jest/globals';
import { resolveImport } from './imports.ts';

const importOf = (importId: string) => ({ importId, fileHash: 'hash', elements: 1, unchanged: 1, importedAt: '2026-11-21T08:00:00Z' });
const all = [importOf('abcdefgh1'), importOf('abcdefgh2'), importOf('-bcdefgh3')];

describe('an import', () => {
  it('is named by the beginning of its id', () => {
    expect(resolveImport('abcdefgh2', all)).toBe(all[1]);
    expect(resolveImport('-bcdef', all)).toBe(all[2]);
  });

  it.each([
    ['too little of it', '-bcde', 'E_USAGE'],
    ['what fits two', 'abcdefgh', 'E_USAGE'],
    ['what fits none', 'zzzzzz', 'E_NOT_FOUND'],
  ])('is not named by %s', (_what, reference, code) => {
    expect(() => resolveImport(reference, all)).toThrow(expect.objectContaining({ code }));
  });
});
