import { SealchartError } from '@sealchart/protocol';
import type { ExportFile, OnProgress } from '../../client-api.ts';
import type { ElementsContext } from '../elements/context.ts';

/** The sealed originals, for any implementation of RFC 9580. */
export async function* exportSealed(
  _context: ElementsContext,
  _elementIds?: readonly string[],
  _onProgress?: OnProgress,
): AsyncGenerator<ExportFile, void, void> {
  throw new SealchartError('E_UNEXPECTED', { detail: 'not built yet' });
}
