import { SealchartError } from '@sealchart/protocol';
import type { PersonAccess, PersonElement } from '../../client-api.ts';
import type { ElementsContext } from './context.ts';

/** Everybody who reads something that this account may share. */
export async function whoSees(_context: ElementsContext): Promise<PersonAccess[]> {
  throw new SealchartError('E_UNEXPECTED', { detail: 'not built yet' });
}

/** What one person can see of it. */
export async function seenBy(_context: ElementsContext, _accountId: string): Promise<PersonElement[]> {
  throw new SealchartError('E_UNEXPECTED', { detail: 'not built yet' });
}
