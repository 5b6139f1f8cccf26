import { joinNul, sha256 } from '@sealchart/protocol';
import { wordlist } from '@scure/bip39/wordlists/english.js';

const WORDS = 6;
const BITS_PER_WORD = 11;

/**
 * Six words of the BIP-39 English list for reading a fingerprint aloud: the first 66 bits of a hash that binds instance
 * and account. `id` is an account id.
 */
export async function wordsOf(instanceId: string, id: string, fingerprint: string): Promise<string[]> {
  const digest = await sha256(joinNul('sealchart/v1/words', instanceId, id, fingerprint));
  let bits = digest.subarray(0, 9).reduce((value, byte) => (value << 8n) | BigInt(byte), 0n) >> 6n;
  const words: string[] = [];
  for (let i = 0; i < WORDS; i += 1) {
    words.unshift(wordlist[Number(bits & 0x7ffn)] ?? '');
    bits >>= BigInt(BITS_PER_WORD);
  }
  return words;
}
