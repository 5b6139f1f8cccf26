import { SealchartError } from '@sealchart/protocol';
import type { FieldChange, FormerContent } from '../../client-api.ts';
import type { ElementsContext } from './context.ts';

/** A former content, every proof checked. */
export async function openFormerContent(_context: ElementsContext, _elementId: string, _contentVersion: number): Promise<FormerContent> {
  throw new SealchartError('E_UNEXPECTED', { detail: 'not built yet' });
}

/** Where two contents of one element differ. */
export async function compareContents(
  _context: ElementsContext,
  _elementId: string,
  _versions: { readonly from: number; readonly to: number },
): Promise<FieldChange[]> {
  throw new SealchartError('E_UNEXPECTED', { detail: 'not built yet' });
}
