import type { RecoveryKit } from '@sealchart/sdk';
import {
  RECOVERY_WORDS,
  guessRecoveryWord,
  parseRecoveryKit,
  recoveryKitCode,
  recoveryKitPdf,
  recoveryKitText,
  recoveryWordOf,
  recoveryWordsOf,
} from '@sealchart/sdk';
import { codeOfWords, wordsOfCode } from '@sealchart/sdk/testing';
import fc from 'fast-check';
import { requireTrue, textOf } from '../family.ts';
import type { Group } from '../groups.ts';
import { mutatedText } from '../mutated-text.ts';

const WORDS = wordsOfCode(Uint8Array.from({ length: 20 }, (_, i) => i * 11));
const ID = 'AAECAwQFBgcICQoLDA0ODw';
/** A kit that nobody made. */
export const KIT: RecoveryKit = {
  server: 'https://chart.example.org',
  accountId: `acc_${ID}`,
  instanceId: `ins_${ID}`,
  realm: 'chart.example.org',
  logKey: 'A'.repeat(43),
  words: WORDS,
  madeAt: '2026-06-01T12:00:00Z',
};
const TYPED = WORDS.join(' ');
const NUMBERED = WORDS.map((word, i) => `${i + 1}. ${word}`).join('  ');
const TEXT = recoveryKitText(KIT);

/** What people type, paste or scan of a recovery kit. */
export async function kitsGroup(): Promise<Group> {
  const page = new TextDecoder('latin1').decode(await recoveryKitPdf(KIT));
  return {
    families: [
      {
        name: 'recovery words',
        inputs: mutatedText(TYPED, NUMBERED, WORDS.map((word) => word.slice(0, 4)).join(', ')),
        refusals: ['E_WORDS'],
        read: (input) => {
          const words = recoveryWordsOf(textOf(input));
          const code = codeOfWords(words.join(' '));
          requireTrue(words.length === RECOVERY_WORDS && wordsOfCode(code).join(' ') === words.join(' '), 'words of no code');
          return true;
        },
      },
      {
        name: 'one recovery word',
        inputs: fc.oneof(mutatedText(...WORDS), fc.constantFrom(...WORDS)),
        refusals: [],
        read: (input) => {
          const text = textOf(input);
          const [word, guess] = [recoveryWordOf(text), guessRecoveryWord(text)];
          requireTrue(word === undefined || (recoveryWordOf(word) === word && guess === word), 'no word of the list');
          requireTrue(guess === undefined || recoveryWordOf(guess) === guess, 'a guess that is no word of the list');
          return word !== undefined;
        },
      },
      {
        name: 'recovery kits',
        inputs: mutatedText(recoveryKitCode(KIT), TEXT, TEXT.replaceAll('\n', ' '), page),
        refusals: ['E_WORDS'],
        share: 0.5,
        read: (input) => {
          const kit = parseRecoveryKit(textOf(input));
          // Whatever was read is a kit that is written and read again as it is.
          requireTrue(JSON.stringify(parseRecoveryKit(recoveryKitCode(kit))) === JSON.stringify(kit), 'no kit');
          return true;
        },
      },
    ],
  };
}
