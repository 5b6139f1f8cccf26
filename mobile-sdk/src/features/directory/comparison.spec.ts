import { describe, expect, it } from '@jest/globals';
import { requireEqual } from './comparison.ts';

const fingerprint = 'ab12'.repeat(16);
const known = { fingerprint, words: ['abandon', 'ability', 'able', 'about', 'above', 'absent'] };
const refused = expect.objectContaining({ code: 'E_NOT_VERIFIED' });

describe('comparing a fingerprint', () => {
  it.each([
    ['words as shown', 'words', 'abandon ability able about above absent'],
    ['words in capitals, with commas', 'words', ' ABANDON, Ability,able-about above  absent '],
    ['hexadecimal', 'hex', fingerprint],
    ['hexadecimal in groups and capitals', 'hex', 'AB12 ab12:ab12-'.repeat(5) + 'ab12'],
  ] as const)('passes %s', (_name, method, value) => {
    expect(() => requireEqual({ method, value }, known)).not.toThrow();
  });

  it.each([
    ['another word', 'words', 'abandon ability able about above abstract'],
    ['five words', 'words', 'abandon ability able about above'],
    ['seven words', 'words', 'abandon ability able about above absent absent'],
    ['another order', 'words', 'ability abandon able about above absent'],
    ['no words', 'words', ' '],
    ['the fingerprint where words belong', 'words', fingerprint],
    ['part of the fingerprint', 'hex', fingerprint.slice(0, 16)],
    ['one other digit', 'hex', `${fingerprint.slice(0, -1)}3`],
    ['nothing', 'hex', ''],
  ] as const)('refuses %s', (_name, method, value) => {
    expect(() => requireEqual({ method, value }, known)).toThrow(refused);
  });

  it('never passes against what is not known', () => {
    expect(() => requireEqual({ method: 'words', value: '' }, { fingerprint: '', words: [] })).toThrow(refused);
    expect(() => requireEqual({ method: 'hex', value: '' }, { fingerprint: '', words: [] })).toThrow(refused);
  });
});
