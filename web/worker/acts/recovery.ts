import type { RecoveryKit } from '@sealchart/sdk';
import { RECOVERY_WORDS, guessRecoveryWord, parseRecoveryKit, recoveryWordOf } from '@sealchart/sdk';

/** How one typed word of a recovery kit stands. */
export interface WordCheck {
  /** As typed. */
  readonly typed: string;
  /** It is meant by what was typed: a word of the list. */
  readonly word?: string;
  /** No word of the list, but this one comes near. */
  readonly guess?: string;
}

/** Acts that help with a recovery kit; they need no account. */
export interface RecoveryActs {
  /** Each of the words that somebody typed, in order. */
  checkWords(typed: string): Promise<readonly WordCheck[]>;
  /** A whole kit in a pasted text, or in a file; undefined where a text is none. `E_WORDS` for one that is damaged or newer. */
  readKit(source: string | Blob): Promise<RecoveryKit | undefined>;
}

/** More than anybody types of a kit. */
const MOST_WORDS = RECOVERY_WORDS * 2;
/** Of a file that is read at all; a printed kit has a tenth of it. */
const MOST_BYTES = 200_000;
/** Every form of a kit says where it belongs: words alone do not. */
const WHOLE_KIT = /sealchart|%PDF-/i;

export function recoveryActs(): RecoveryActs {
  return {
    checkWords: async (typed) =>
      typed
        .split(/[\s,;]+/u)
        .filter((part) => /\p{L}/u.test(part))
        .slice(0, MOST_WORDS)
        .map(checkWord),
    async readKit(source) {
      if (typeof source === 'string') return WHOLE_KIT.test(source) ? parseRecoveryKit(source) : undefined;
      // The printed page is read byte by byte; the other forms are ASCII.
      const bytes = await source.slice(0, MOST_BYTES).arrayBuffer();
      return parseRecoveryKit(new TextDecoder('latin1').decode(bytes));
    },
  };
}

function checkWord(typed: string): WordCheck {
  const word = recoveryWordOf(typed);
  if (word !== undefined) return { typed, word };
  const guess = guessRecoveryWord(typed);
  return guess === undefined ? { typed } : { typed, guess };
}
