import type { Bytes } from '@sealchart/protocol';
import { SealchartError, joinNul } from '@sealchart/protocol';
import { entropyToMnemonic, mnemonicToEntropy } from '@scure/bip39';
import { wordlist } from '@scure/bip39/wordlists/english.js';
import type { Random } from '../ports/random.ts';
import { hmacSha256 } from './hmac.ts';
import { nearestWord } from './near-words.ts';

/** Bytes of a recovery code: 160 bits, which nobody guesses even without Argon2. */
export const RECOVERY_CODE_BYTES = 20;

/** Words of a recovery code: 160 bits and a checksum of 5, 11 bits a word. */
export const RECOVERY_WORDS = 15;

const VERSION = 'sealchart/v1';

/** Letters that tell every word of the list from every other. */
const PREFIX_LETTERS = 4;

/** Characters of what is read at all; a person types a twentieth of it. */
const TYPED_CHARACTERS = 2_000;

const known = new Set(wordlist);

/** A new recovery code: 20 random bytes. */
export function makeRecoveryCode(random: Random): Bytes {
  return random.bytes(RECOVERY_CODE_BYTES);
}

/** The code as 15 words of the BIP-39 English list, the last of which holds a checksum. */
export function wordsOfCode(code: Bytes): string[] {
  if (code.length !== RECOVERY_CODE_BYTES) throw new RangeError('a recovery code has 20 bytes');
  return entropyToMnemonic(code, wordlist).split(' ');
}

/**
 * The code of 15 words as a person types them: case, accents, spacing, commas, numbering and everything behind the
 * fourth letter of a word are forgiven. `E_WORDS` says how many words were found, which is none of the list and what
 * it may be, or that they do not belong together; of the words themselves it holds that one guess at most.
 */
export function codeOfWords(typed: string): Bytes {
  if (typed.length > TYPED_CHARACTERS) throw new SealchartError('E_WORDS', { detail: `this is more than ${RECOVERY_WORDS} words` });
  const parts = partsOf(typed);
  const words = parts.map(completeWord);
  const problems = [...countProblem(parts.length), ...strangerProblem(parts, words)];
  if (problems.length > 0) throw new SealchartError('E_WORDS', { detail: problems.join('; ') });
  try {
    return new Uint8Array(mnemonicToEntropy(words.join(' '), wordlist));
  } catch {
    // Without the failure underneath: nobody knows what a library puts into it.
    throw new SealchartError('E_WORDS', { detail: 'the words do not belong together: one is wrong or in the wrong place' });
  }
}

/** The 15 words, whole and in small letters, of what a person typed. `E_WORDS` as `codeOfWords`. */
export function recoveryWordsOf(typed: string): string[] {
  const code = codeOfWords(typed);
  const words = wordsOfCode(code);
  code.fill(0);
  return words;
}

/** The one word of the list that is meant; undefined when it is none, or several words. */
export function recoveryWordOf(typed: string): string | undefined {
  const [only, ...others] = partsOf(typed.slice(0, TYPED_CHARACTERS));
  return only === undefined || others.length > 0 ? undefined : completeWord(only);
}

/** The word of the list that is meant, or else the one that comes nearest; undefined where none or several do. */
export function guessRecoveryWord(typed: string): string | undefined {
  const [only, ...others] = partsOf(typed.slice(0, TYPED_CHARACTERS));
  if (only === undefined || others.length > 0) return undefined;
  return completeWord(only) ?? nearestWord(only, wordlist);
}

/** What the server is shown instead of the code; bound to instance and realm, so that no other server can use it. */
export function recoveryLoginOf(code: Bytes, instanceId: string, realm: string): Promise<Bytes> {
  return hmacSha256(code, joinNul('recovery-login', VERSION, instanceId, realm));
}

/** The secret of a recovery slot. Never leaves the device, and does not follow from the recovery login. */
export function recoveryKeyOf(code: Bytes, instanceId: string): Promise<Bytes> {
  return hmacSha256(code, joinNul('recovery-key', VERSION, instanceId));
}

/** What may be words, in small letters without accents: numbers and signs around and between them are left out. */
function partsOf(typed: string): string[] {
  return (
    typed
      .normalize('NFKD')
      // Accents, and what cannot be seen: soft hyphens, joiners, marks of direction.
      .replace(/[\p{M}\p{Cf}]/gu, '')
      .toLowerCase()
      .replaceAll('ı', 'i')
      .split(/[^\p{L}\p{N}]+/u)
      .map((part) => part.replace(/^\p{N}+/u, ''))
      .filter((part) => part !== '')
  );
}

/** The word of the list, whole or by its beginning of at least four letters; undefined when there is none. */
function completeWord(part: string): string | undefined {
  if (known.has(part)) return part;
  if (part.length < PREFIX_LETTERS) return undefined;
  return wordlist.find((word) => word.startsWith(part));
}

function countProblem(count: number): string[] {
  if (count === RECOVERY_WORDS) return [];
  return [`${count === 1 ? '1 word was' : `${count} words were`} found, a recovery kit has ${RECOVERY_WORDS}`];
}

function strangerProblem(parts: readonly string[], words: readonly (string | undefined)[]): string[] {
  const places = words.flatMap((word, index) => (word === undefined ? [index] : []));
  const [first] = places;
  if (first === undefined) return [];
  if (places.length > RECOVERY_WORDS / 3) return ['most of them are no words of the list'];
  const guess = nearestWord(parts[first] ?? '', wordlist);
  const strangers = `${places.length === 1 ? 'word' : 'words'} ${places.map((place) => place + 1).join(', ')}`;
  return [
    `${strangers} ${places.length === 1 ? 'is no word' : 'are no words'} of the list` +
      (guess === undefined ? '' : `; word ${first + 1} may be "${guess}"`),
  ];
}
