import { SealchartError } from '@sealchart/protocol';
import type { ImportSummary, OnProgress, UndoReport } from '../../client-api.ts';
import type { ElementsContext } from '../elements/context.ts';

/** Imports whose elements are still there, newest first. */
export async function listImports(_context: ElementsContext): Promise<ImportSummary[]> {
  throw new SealchartError('E_UNEXPECTED', { detail: 'not built yet' });
}

/** Erases what an import created and nobody changed or shared since. */
export async function undoImport(_context: ElementsContext, _importId: string, _onProgress?: OnProgress): Promise<UndoReport> {
  throw new SealchartError('E_UNEXPECTED', { detail: 'not built yet' });
}
