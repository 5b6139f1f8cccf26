import { describe, expect, it } from '@jest/globals';
import { wordlist } from '@scure/bip39/wordlists/english.js';
import { readVectors } from '../testing/vectors.ts';
import { wordsOf } from './words.ts';

interface Derivations {
  readonly instanceId: string;
  readonly accountId: string;
  readonly fingerprint: string;
  readonly words: readonly number[];
}
const { instanceId, accountId, fingerprint, words } = readVectors('derivations') as Derivations;

describe('six words', () => {
  it('are those of the vectors, from the BIP-39 English list', async () => {
    expect(wordlist).toHaveLength(2048);
    expect(await wordsOf(instanceId, accountId, fingerprint)).toEqual(words.map((index) => wordlist[index]));
  });

  it('change with instance, account and fingerprint', async () => {
    const same = (await wordsOf(instanceId, accountId, fingerprint)).join(' ');
    const other = 'AAAAAAAAAAAAAAAAAAAAAA';
    expect((await wordsOf(`ins_${other}`, accountId, fingerprint)).join(' ')).not.toBe(same);
    expect((await wordsOf(instanceId, `acc_${other}`, fingerprint)).join(' ')).not.toBe(same);
    expect((await wordsOf(instanceId, accountId, '0'.repeat(64))).join(' ')).not.toBe(same);
  });
});
