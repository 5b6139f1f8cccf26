import { SealchartError } from '@sealchart/protocol';
import type { Conflict, Draft, Outcome, Resolution, WaitingEdit } from '../../client-api.ts';
import type { ElementsContext } from '../elements/context.ts';

/** A new content version. */
export async function updateElement(
  _context: ElementsContext,
  _elementId: string,
  _draft: Draft,
  _options?: { readonly base?: number },
): Promise<Outcome> {
  throw new SealchartError('E_UNEXPECTED', { detail: 'not built yet' });
}

/** A remark signed with the own name. */
export async function addAddendum(_context: ElementsContext, _elementId: string, _text: string): Promise<Outcome> {
  throw new SealchartError('E_UNEXPECTED', { detail: 'not built yet' });
}

/** A new version with the content of a former one. */
export async function restoreContent(_context: ElementsContext, _elementId: string, _contentVersion: number): Promise<Outcome> {
  throw new SealchartError('E_UNEXPECTED', { detail: 'not built yet' });
}

/** Edits that wait, oldest first. */
export async function waitingEdits(_context: ElementsContext): Promise<WaitingEdit[]> {
  throw new SealchartError('E_UNEXPECTED', { detail: 'not built yet' });
}

export async function conflictsOf(_context: ElementsContext): Promise<Conflict[]> {
  throw new SealchartError('E_UNEXPECTED', { detail: 'not built yet' });
}

export async function resolveConflict(_context: ElementsContext, _elementId: string, _resolution: Resolution): Promise<Outcome> {
  throw new SealchartError('E_UNEXPECTED', { detail: 'not built yet' });
}

export async function discardEdit(_context: ElementsContext, _elementId: string): Promise<void> {
  throw new SealchartError('E_UNEXPECTED', { detail: 'not built yet' });
}
