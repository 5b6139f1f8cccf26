import { SealchartError } from '@sealchart/protocol';
import type { ErasedElement, OnProgress, Outcome } from '../../client-api.ts';
import type { ElementsContext } from './context.ts';

/** Erases elements of the own record. */
export async function eraseElements(
  _context: ElementsContext,
  _elementIds: readonly string[],
  _onProgress?: OnProgress,
): Promise<Outcome[]> {
  throw new SealchartError('E_UNEXPECTED', { detail: 'not built yet' });
}

/** What was erased from the own record. */
export async function erasedElements(_context: ElementsContext): Promise<ErasedElement[]> {
  throw new SealchartError('E_UNEXPECTED', { detail: 'not built yet' });
}
