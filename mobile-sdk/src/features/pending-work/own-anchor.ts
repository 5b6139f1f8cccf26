import type { Anchor as AnchorStatement, AnchorLeaf } from '@sealchart/protocol';
import { ANCHOR, Anchor, SealchartError, anchorRoot, compareAscii, keyOf, parseStatement, verifyStatement } from '@sealchart/protocol';
import { authorFields, signStatement } from '../../crypto/statement.ts';
import type { UnlockedSession } from '../../session/unlocked-session.ts';
import { withGivenUp } from '../directory/given-up.ts';
import { ERASED, ErasedEntry } from '../elements/erased-element.ts';
import { ELEMENTS, StoredElement } from '../elements/stored-element.ts';
import { givenUpSince } from './steps.ts';

/** The newest anchor of the own record, as the server shows it. */
export interface NewestAnchor {
  readonly hash: string;
  readonly value: AnchorStatement;
  /** Whether it counts: neither its key nor one after it was given up as compromised. */
  readonly isGood: boolean;
}

/** Undefined when there is none. `E_RIGHT` or as `parseStatement` and `verifyStatement` when it is not one of this account. */
export async function newestAnchor({ api, account, chain, instance }: UnlockedSession): Promise<NewestAnchor | undefined> {
  const { anchor: signed } = await api.newestAnchor();
  if (!signed) return undefined;
  const { value, hash, ...rest } = await parseStatement(Anchor, ANCHOR, instance.instanceId, signed);
  if (value.recordId !== account.accountId || value.author.account !== account.accountId) {
    throw new SealchartError('E_RIGHT', { detail: 'an anchor of another record' });
  }
  const key = keyOf({ ...chain, keys: withGivenUp(chain.keys) }, value.author.fingerprint);
  await verifyStatement({ value, hash, ...rest }, key.certificate);
  return { value, hash, isGood: key.retired !== 'compromise' };
}

/** A newest version of the own record that this device verified. */
export interface VerifiedVersion extends AnchorLeaf {
  /** Whether it stands by itself: written after the newest compromise, or known from an anchor made since. */
  readonly isBelieved: boolean;
}

/** What this device can vouch for, the ends of what was erased included, in the order of an anchor; `without` are elements to be left out. */
export async function verifiedVersions(
  { account, chain, store }: UnlockedSession,
  without: ReadonlySet<string>,
): Promise<VerifiedVersion[]> {
  const givenUp = givenUpSince(chain) ?? 0;
  const good = new Set(chain.keys.filter((key) => key.since > givenUp).map((key) => key.certificate.fingerprint));
  const isBelieved = ({ state, anchored }: StoredElement): boolean =>
    (state.version === 1 && good.has(state.contentAuthor.fingerprint)) || (anchored?.keySince ?? 0) > givenUp;
  const all = [...(await store.getAll(ELEMENTS, StoredElement)).values()];
  const living = all
    .filter(({ state, unconfirmed }) => state.recordId === account.accountId && !unconfirmed)
    .map((stored) => {
      const { elementId, version, manifestHash } = stored.state;
      return { elementId, version, manifestHash, isBelieved: isBelieved(stored) };
    });
  const ends = [...(await store.getAll(ERASED, ErasedEntry)).values()].map(({ elementId, version, manifestHash, keySince }) => {
    return { elementId, version, manifestHash, isBelieved: keySince > givenUp };
  });
  return [...living, ...ends].filter(({ elementId }) => !without.has(elementId)).sort((a, b) => compareAscii(a.elementId, b.elementId));
}

/**
 * Signs an anchor over these versions, as the successor of `newest`, and has the server keep it. `E_CONFLICT` when the server holds
 * other versions or another anchor.
 */
export async function writeAnchor(
  session: UnlockedSession,
  newest: NewestAnchor | undefined,
  leaves: readonly AnchorLeaf[],
  without: ReadonlySet<string>,
): Promise<void> {
  const { account, api, identity, ports } = session;
  const now = ports.clock.now();
  const { signed } = await signStatement(identity, now, Anchor, {
    context: ANCHOR,
    ...authorFields(session, now),
    recordId: account.accountId,
    number: (newest?.value.number ?? 0) + 1,
    previous: newest?.hash ?? null,
    ...(await anchorRoot(leaves)),
    cause: 'rotation',
  });
  await api.writeAnchor({ anchor: signed, without: [...without] });
}
