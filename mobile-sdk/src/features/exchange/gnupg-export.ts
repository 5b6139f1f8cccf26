import { SealchartError } from '@sealchart/protocol';
import type { OnProgress } from '../../client-api.ts';
import type { ElementsContext } from '../elements/context.ts';

/** The bundle in the classic OpenPGP format, for GnuPG. */
export async function* exportGnupg(
  _context: ElementsContext,
  _elementIds?: readonly string[],
  _onProgress?: OnProgress,
): AsyncGenerator<Uint8Array, void, void> {
  throw new SealchartError('E_UNEXPECTED', { detail: 'not built yet' });
}
