import { SealchartError, equalBytes, utf8 } from '@sealchart/protocol';
import type { Compared } from '../../client-api/people.ts';
import type { VerifiedKey } from './verification-code.ts';
import { requireCode } from './verification-code.ts';

/** The spellings of a fingerprint that people compare, and whose it is. */
export interface Comparable extends VerifiedKey {
  readonly words: readonly string[];
}

/**
 * Throws `E_NOT_VERIFIED` unless `compared` is the whole of these six words, of the fingerprint in hexadecimal, or of the code of this
 * account's key. In what people type case, spaces, hyphens and colons do not count; part of a fingerprint never passes.
 */
export function requireEqual(compared: Compared, known: Comparable): void {
  if (compared.method === 'qr') return requireCode(compared.value, known);
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
