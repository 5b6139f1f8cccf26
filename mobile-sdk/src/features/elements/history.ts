import { SealchartError } from '@sealchart/protocol';
import type { ElementVersion } from '../../client-api.ts';
import type { ElementsContext } from './context.ts';

/** Every version of an element, newest first, each author proven. */
export async function historyOf(_context: ElementsContext, _elementId: string): Promise<ElementVersion[]> {
  throw new SealchartError('E_UNEXPECTED', { detail: 'not built yet' });
}
