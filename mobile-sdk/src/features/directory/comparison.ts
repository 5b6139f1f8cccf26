import { SealchartError, equalBytes, utf8 } from '@sealchart/protocol';

/** What a person heard or read on another way, to be held against a fingerprint. */
export interface Compared {
  readonly method: 'words' | 'hex';
  readonly value: string;
}

/** The two spellings of a fingerprint that people compare. */
export interface Comparable {
  readonly fingerprint: string;
  readonly words: readonly string[];
}

/**
 * Throws `E_NOT_VERIFIED` unless `compared` is the whole of these six words, or of the fingerprint in hexadecimal. Case,
 * spaces, hyphens and colons do not count; part of a fingerprint never passes.
 */
export function requireEqual(compared: Compared, known: Comparable): void {
  const typed = compared.value.normalize('NFKC').toLowerCase();
  const isEqual =
    compared.method === 'words'
      ? isSame(
          typed
            .split(/[\s,-]+/)
            .filter(Boolean)
            .join(' '),
          known.words.join(' '),
        )
      : isSame(typed.replace(/[\s:-]+/g, ''), known.fingerprint);
  if (!isEqual) throw new SealchartError('E_NOT_VERIFIED');
}

function isSame(typed: string, expected: string): boolean {
  return expected.length > 0 && equalBytes(utf8(typed), utf8(expected));
}
