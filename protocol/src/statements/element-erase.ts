import { SealchartError } from '../errors.ts';
import type { ElementState } from './element-chain.ts';
import { checkIdentity } from './element-chain.ts';
import type { ElementManifest } from './element-manifest.ts';
import type { ParsedStatement } from './signed-statement.ts';

/** What is left of an element that its owner erased. */
export interface ErasedState {
  readonly elementId: string;
  readonly recordId: string;
  /** Of the `erase` manifest, which ends the chain. */
  readonly version: number;
  readonly manifestHash: string;
}

/**
 * The end of a chain: only the account that `recordId` names erases, and what stood before is destroyed, so that a device accepts
 * it over versions that it never saw, and without any that it knows. `state` is the newest version that was verified. The place of
 * the manifest and its signature are checked by the caller. Throws `E_FORMAT`, `E_BIND` or `E_RIGHT`.
 */
export function erasedState(state: ElementState | undefined, { value, hash }: ParsedStatement<ElementManifest>): ErasedState {
  if (value.kind !== 'erase') throw new SealchartError('E_FORMAT', { detail: 'not an erase' });
  if (value.content !== undefined || value.audience.length > 0 || value.previous === null || value.version < 2) {
    throw new SealchartError('E_FORMAT', { detail: 'an erase has a predecessor, no content and nobody to read it' });
  }
  if (value.sectionId !== undefined) throw new SealchartError('E_RIGHT', { detail: 'sections are not part of this version' });
  if (state) checkIdentity(state, value);
  if (value.author.account !== value.recordId) throw new SealchartError('E_RIGHT', { detail: 'only the owner of the record erases' });
  return { elementId: value.elementId, recordId: value.recordId, version: value.version, manifestHash: hash };
}
