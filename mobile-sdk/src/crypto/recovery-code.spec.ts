import { describe, expect, it } from '@jest/globals';
import { SealchartError, fromB64u, toB64u } from '@sealchart/protocol';
import { wordlist } from '@scure/bip39/wordlists/english.js';
import * as fc from 'fast-check';
import { secureRandom } from '../adapters/secure-random.ts';
import { readVectors } from '../testing/vectors.ts';
import {
  RECOVERY_CODE_BYTES,
  RECOVERY_WORDS,
  codeOfWords,
  makeRecoveryCode,
  recoveryKeyOf,
  recoveryLoginOf,
  guessRecoveryWord,
  recoveryWordOf,
  wordsOfCode,
} from './recovery-code.ts';

interface Derivations {
  readonly instanceId: string;
  readonly realm: string;
  readonly recovery: readonly { code: string; words: readonly number[]; recoveryLogin: string; recoveryKey: string }[];
}
const { instanceId, realm, recovery } = readVectors('derivations') as Derivations;
const code = fromB64u(recovery[0]?.code ?? '');
const words = wordsOfCode(code);

const codes = fc.uint8Array({ minLength: RECOVERY_CODE_BYTES, maxLength: RECOVERY_CODE_BYTES }).map((bytes) => Uint8Array.from(bytes));

/** The detail of the refusal; fails when there is none. */
function refusalOf(typed: string): string {
  try {
    codeOfWords(typed);
  } catch (error) {
    if (error instanceof SealchartError && error.code === 'E_WORDS') return error.detail ?? '';
    throw error;
  }
  throw new Error('these words were taken');
}

describe('a recovery code', () => {
  it.each(recovery)('has the words and secrets of the vectors: $code', async (vector) => {
    const given = fromB64u(vector.code);
    const expected = vector.words.map((index) => wordlist[index] ?? '');
    expect(wordsOfCode(given)).toEqual(expected);
    expect(codeOfWords(expected.join(' '))).toEqual(given);
    expect(toB64u(await recoveryLoginOf(given, instanceId, realm))).toBe(vector.recoveryLogin);
    expect(toB64u(await recoveryKeyOf(given, instanceId))).toBe(vector.recoveryKey);
  });

  it('is 20 random bytes', () => {
    const made = makeRecoveryCode(secureRandom());
    expect(made).toHaveLength(20);
    expect(makeRecoveryCode(secureRandom())).not.toEqual(made);
  });

  it('gives another login for another realm, and other secrets for another instance', async () => {
    const other = `ins_${toB64u(new Uint8Array(16))}`;
    expect(await recoveryLoginOf(code, instanceId, 'other.example')).not.toEqual(await recoveryLoginOf(code, instanceId, realm));
    expect(await recoveryLoginOf(code, other, realm)).not.toEqual(await recoveryLoginOf(code, instanceId, realm));
    expect(await recoveryKeyOf(code, other)).not.toEqual(await recoveryKeyOf(code, instanceId));
    expect(await recoveryKeyOf(code, instanceId)).not.toEqual(await recoveryLoginOf(code, instanceId, realm));
  });

  it('of another length has no words', () => {
    for (const octets of [0, 16, 19, 21, 32]) expect(() => wordsOfCode(new Uint8Array(octets))).toThrow(RangeError);
  });
});

describe('words as a person types them', () => {
  it.each<[string, (list: readonly string[]) => string]>([
    ['in one line', (list) => list.join(' ')],
    ['in capitals', (list) => list.join(' ').toUpperCase()],
    ['in the capitals of a Turkish keyboard', (list) => list.join(' ').toLocaleUpperCase('tr')],
    ['in small letters of a Turkish keyboard', (list) => list.join(' ').toUpperCase().toLocaleLowerCase('tr')],
    ['each on its line', (list) => list.join('\r\n')],
    ['with commas', (list) => list.join(',')],
    ['with hyphens', (list) => list.join('-')],
    ['with too many spaces', (list) => `\t ${list.join('  \u00a0 \u3000')} \n`],
    ['with numbers', (list) => list.map((word, i) => `${i + 1}. ${word}`).join('\n')],
    ['with numbers close by', (list) => list.map((word, i) => `${i + 1}.${word}`).join(' ')],
    ['with numbers in brackets', (list) => list.map((word, i) => `(${i + 1}) ${word};`).join(' ')],
    ['with numbers that stick', (list) => list.map((word, i) => `${i + 1}${word}`).join(' ')],
    ['in quotes', (list) => list.map((word) => `“${word}”`).join(' ')],
    ['in full width', (list) => list.join(' ').replaceAll(/[a-z]/g, (letter) => String.fromCodePoint(letter.charCodeAt(0) + 0xfee0))],
    ['with an accent', (list) => list.join(' ').replaceAll('a', 'á')],
    ['with hyphens that cannot be seen', (list) => list.map((word) => `${word.slice(0, 2)}\u00ad${word.slice(2)}`).join(' ')],
    ['by their first four letters', (list) => list.map((word) => word.slice(0, 4)).join(' ')],
    ['by their first five letters', (list) => list.map((word) => word.slice(0, 5)).join(' ')],
  ])('are understood %s', (_how, write) => {
    expect(codeOfWords(write(words))).toEqual(code);
    fc.assert(
      fc.property(codes, (any) => expect(codeOfWords(write(wordsOfCode(any)))).toEqual(any)),
      { numRuns: 25 },
    );
  });

  it('every word of the list stands for itself, whole and by its beginning', () => {
    for (const word of wordlist) {
      expect(recoveryWordOf(word)).toBe(word);
      expect(recoveryWordOf(word.slice(0, 4))).toBe(word);
    }
  });

  it('are refused when any one of them is another word', () => {
    const exchanged = Array.from({ length: 640 }, (_, i) => {
      const place = i % RECOVERY_WORDS;
      const at = wordlist.indexOf(words[place] ?? '');
      return words.with(place, wordlist[(at + 1 + i) % wordlist.length] ?? '').join(' ');
    });
    const taken = exchanged.flatMap((typed) => {
      try {
        return [codeOfWords(typed)];
      } catch {
        return [];
      }
    });
    // The checksum has five bits: one exchange of 32 passes, and gives another code.
    expect(taken.length).toBeLessThan(exchanged.length / 8);
    expect(taken).not.toContainEqual(code);
  });

  it('are refused in another order', () => {
    expect(refusalOf([...words.slice(1), words[0]].join(' '))).toBe('the words do not belong together: one is wrong or in the wrong place');
  });

  it('are counted when there are too few or too many', () => {
    expect(refusalOf('')).toContain('0 words were found, a recovery kit has 15');
    expect(refusalOf(' 1. 2. ,')).toContain('0 words were found');
    expect(refusalOf(words[0] ?? '')).toContain('1 word was found');
    expect(refusalOf(words.slice(1).join(' '))).toContain('14 words were found');
    expect(refusalOf([...words, words[0]].join(' '))).toContain('16 words were found');
    expect(refusalOf('word '.repeat(1_000))).toContain('more than 15 words');
  });

  it('name the place of a slip, and what it may have been', () => {
    const slipped = (place: number, typed: string) => words.map((word, i) => (i === place - 1 ? typed : word)).join(' ');
    expect(refusalOf(slipped(3, 'appel'))).toBe('word 3 is no word of the list; word 3 may be "apple"');
    expect(refusalOf(slipped(15, 'rievr'))).toBe('word 15 is no word of the list; word 15 may be "river"');
    expect(refusalOf(slipped(7, 'xylophone'))).toBe('word 7 is no word of the list');
    // As near to one word as to another.
    expect(refusalOf(slipped(1, 'aple'))).toBe('word 1 is no word of the list');
    expect(refusalOf(slipped(1, 'xxt'))).toBe('word 1 is no word of the list');
    const two = words.map((word, i) => (i === 1 || i === 4 ? 'qqqq' : word)).join(' ');
    expect(refusalOf(two)).toBe('words 2, 5 are no words of the list');
    expect(refusalOf(words.map(() => 'xylo').join(' '))).toBe('most of them are no words of the list');
  });

  it('are never told back, but for one guess', () => {
    const typed = words.map((word) => `${word}zq`);
    expect(refusalOf(typed.join(' '))).toBe('most of them are no words of the list');
    const some = words.map((word, i) => (i < 4 ? `${word}z` : word));
    const told = refusalOf(some.join(' '));
    expect(words.filter((word) => told.includes(`"${word}"`))).toHaveLength(1);
    expect(told).toContain('words 1, 2, 3, 4 are no words of the list');
    expect(refusalOf(words.toReversed().join(' '))).not.toMatch(new RegExp(words.join('|')));
  });

  it('can be asked for one by one', () => {
    expect(recoveryWordOf(' 3. APPLE ')).toBe('apple');
    expect(recoveryWordOf('appl')).toBe('apple');
    expect(recoveryWordOf('app')).toBeUndefined();
    expect(recoveryWordOf('apples')).toBeUndefined();
    expect(recoveryWordOf('apple river')).toBeUndefined();
    expect(recoveryWordOf('')).toBeUndefined();
  });

  it('or the one that comes nearest', () => {
    expect(guessRecoveryWord('appl')).toBe('apple');
    expect(guessRecoveryWord('apples')).toBe('apple');
    expect(guessRecoveryWord('xyzzyxx')).toBeUndefined();
    expect(guessRecoveryWord('apple river')).toBeUndefined();
    expect(guessRecoveryWord('')).toBeUndefined();
  });
});
