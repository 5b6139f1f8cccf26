import type { ElementView } from '@sealchart/protocol';
import { SealchartError } from '@sealchart/protocol';
import { AnchorProofs } from '../anchors/anchor-proofs.ts';
import type { VerifiedVersion } from './chain-verification.ts';
import { requireLiving, requireReadable, verifyVersions } from './chain-verification.ts';
import type { NamedPackets } from './content-checks.ts';
import type { ElementsContext } from './context.ts';
import { requireNotErased } from './erased-element.ts';
import { requireNewest } from './manifest-checks.ts';
import { ownPackets } from './own-packets.ts';
import { knownElement, readElement } from './reading.ts';
import type { StoredElement } from './stored-element.ts';
import { keepVerified } from './verified-ahead.ts';

/** A chain that was verified anew from its first version. */
export interface Replay {
  readonly newest: StoredElement;
  /** Oldest first, without gaps. */
  readonly versions: readonly VerifiedVersion[];
  /** The contents that this account can open. */
  readonly packets: ReadonlyMap<number, NamedPackets>;
}

/**
 * Reads the whole chain of an element, verifies it from the beginning and requires that it leads through the state that this device has.
 * `E_ERASED`, `E_ROLLBACK`, and as `verifyView`. Keeps nothing but that it was verified.
 */
export async function replayChain(context: ElementsContext, elementId: string): Promise<Replay> {
  const { session } = context;
  await requireNotErased(session, elementId);
  const known = await knownElement(session, elementId);
  const view = await readElement(session, { elementId, known }, { after: 0 });
  const proofs = new AnchorProofs(context, [elementId]);
  await requireLiving(context, view, known, proofs);
  const versions: VerifiedVersion[] = [];
  for await (const version of verifyVersions(context, view, undefined)) versions.push(version);
  requireSameChain(known, versions, view);
  const hashes = new Map(versions.map(({ stored: { state } }) => [state.version, state.manifestHash]));
  const newest = await requireReadable(context, {
    view,
    newest: confirmedHere(versions.at(-1)?.stored, known),
    hashes,
    proofs,
    ahead: known?.ahead,
  });
  await keepVerified(session, [newest]);
  const { provenAddenda } = known ?? {};
  return {
    newest: provenAddenda === undefined ? newest : { ...newest, provenAddenda },
    versions,
    packets: ownPackets(versions, session.account.accountId),
  };
}

/** The chain goes through the version that was verified here last. `E_ROLLBACK`. */
function requireSameChain(known: StoredElement | undefined, versions: readonly VerifiedVersion[], { newest }: ElementView): void {
  if (!known) return;
  const { version, manifestHash } = known.state;
  if (newest < version) requireNewest(newest, version);
  const served = versions[version - 1];
  if (served && served.stored.state.manifestHash !== manifestHash) {
    throw new SealchartError('E_ROLLBACK', { detail: 'another history than the one that was verified here' });
  }
}

/** What this device verified while its key still counted stays confirmed. */
function confirmedHere(newest: StoredElement | undefined, known: StoredElement | undefined): StoredElement | undefined {
  const isKnown = newest?.unconfirmed && known && !known.unconfirmed && newest.unconfirmed.version <= known.state.version;
  if (!newest || !isKnown) return newest;
  const { unconfirmed: _confirmed, ...rest } = newest;
  return rest;
}
