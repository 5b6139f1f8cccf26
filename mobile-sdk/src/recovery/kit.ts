import type { RecoveryKit } from '../client-api/account.ts';
import { findKitCode } from './kit-code.ts';
import { noKit } from './kit-fields.ts';
import { findKitText } from './kit-text.ts';
import { pdfText } from './pdf-page.ts';

/** Characters of what is searched for a kit; the page that this version prints has a fifth of it. */
const TEXT_CHARACTERS = 200_000;

/**
 * The recovery kit in a text: what its QR code carries, its text form, or a file that contains either; the page as this
 * version wrote it may be given as its bytes read as Latin-1 or UTF-8. `E_WORDS` says what is missing or damaged, or
 * that a newer version made the kit.
 */
export function parseRecoveryKit(text: string): RecoveryKit {
  if (text.length > TEXT_CHARACTERS) throw noKit('this is too long for a recovery kit');
  const searched = text.startsWith('%PDF-') ? pdfText(text) : text.replaceAll(/\r\n?/g, '\n').replaceAll('\u00a0', ' ');
  const kit = findKitCode(searched) ?? findKitText(searched);
  if (!kit) throw noKit('there is no recovery kit in it');
  return kit;
}
