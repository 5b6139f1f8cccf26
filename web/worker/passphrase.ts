import { wordlist } from '@scure/bip39/wordlists/english.js';

/** 66 bits: behind Argon2id nobody guesses them. */
const WORDS = 6;

/** Six random words of the list that recovery kits are made of, easy to type on any keyboard. */
export function makePassphrase(): string {
  const random = crypto.getRandomValues(new Uint16Array(WORDS));
  // The list has 2048 words, which divides 65536: each is as likely as the other.
  return Array.from(random, (number) => wordlist[number % wordlist.length] ?? '').join('-');
}
