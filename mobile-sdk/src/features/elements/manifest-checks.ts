import type { AccountKey, ElementManifest, ElementState } from '@sealchart/protocol';
import { SealchartError, entryOf, positionOf, roleAt } from '@sealchart/protocol';
import type { StoredElement } from './stored-element.ts';

/** The manifest is one of the element that was asked for. `E_BIND`. */
export function requireElement(manifest: ElementManifest, elementId: string): void {
  if (manifest.elementId !== elementId) throw new SealchartError('E_BIND', { detail: 'manifest of another element' });
}

/** Along one element's chain each author's keys only move forward. `E_AUTHOR`. */
export function requireForwardKey(keySequences: StoredElement['keySequences'], manifest: ElementManifest, key: AccountKey): void {
  if (key.since < (keySequences[manifest.author.account] ?? 0)) {
    throw new SealchartError('E_AUTHOR', { detail: 'signed with a former key, after a newer one of the same author' });
  }
}

/**
 * The manifest is the successor of what this device verified last. `E_INCOMPLETE` when some between are missing,
 * `E_ROLLBACK` when the place was taken by another one.
 */
export function requirePlace(state: ElementState | undefined, manifest: ElementManifest): void {
  const position = positionOf(state, manifest);
  if (position === 'gap') throw new SealchartError('E_INCOMPLETE', { detail: 'versions of an element are missing' });
  if (position === 'fork') throw new SealchartError('E_ROLLBACK', { detail: 'another version in the place of one that was verified here' });
}

/** The server names no older version than was verified here (`E_ROLLBACK`), and has sent all that it names (`E_INCOMPLETE`). */
export function requireNewest(newest: number, verified: number): void {
  if (newest < verified) throw new SealchartError('E_ROLLBACK', { detail: `version ${newest} in place of ${verified}` });
  if (newest > verified) throw new SealchartError('E_INCOMPLETE', { detail: `version ${verified} of ${newest}` });
}

/** What this device verified beyond the state that it took up is in the chain, by its version. `E_ROLLBACK`. */
export function requireAhead(ahead: StoredElement['ahead'], hashes: ReadonlyMap<number, string>): void {
  if (!ahead || hashes.get(ahead.version) === ahead.manifestHash) return;
  throw new SealchartError('E_ROLLBACK', { detail: `version ${ahead.version} was verified here, and is not shown again` });
}

/** The account is a reader by the newest manifest and its end date has not passed. `E_AUDIENCE`. */
export function requireReader(state: ElementState, accountId: string, nowMs: number): void {
  if (roleAt(state.audience, accountId, nowMs)) return;
  const until = entryOf(state.audience, accountId)?.until;
  throw new SealchartError('E_AUDIENCE', until === undefined ? {} : { detail: `your access ended at ${until}` });
}

/** Nothing is shown or shared on that only a key given up as compromised vouches for; `cause` says why an anchor did not help. */
export function notConfirmed(cause: SealchartError | undefined): SealchartError {
  return new SealchartError('E_CERT', { detail: 'not confirmed: signed with a key that was since given up as compromised', cause });
}
