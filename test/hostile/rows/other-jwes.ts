import type { KeyBundle, Slot } from '@sealchart/protocol';
import { fromB64u, jcsBytes, toB64u } from '@sealchart/protocol';
import { exportSecretKey, forgeJwe, forgeState, importX25519, slotContextOf } from '@sealchart/sdk/testing';
import type { Owner, StolenAccount } from './accounts.ts';
import { onLogin } from './accounts.ts';

/** What stands in the header of a JWE beside what it binds. */
export type JweHead = Parameters<typeof forgeJwe>[0];

/** Header, and what is sealed under it where that is not what belongs there. */
export interface OtherJwe {
  readonly head: JweHead;
  readonly plaintext?: Uint8Array;
}

/** The password's slot, wrapped under another header, with its own contents. */
export function withSlot({ accountKey }: StolenAccount, { head, plaintext = accountKey }: OtherJwe) {
  const rewrap = async (slot: Slot, version: number): Promise<Slot> => {
    if (slot.kind !== 'password') return slot;
    const ctx = { ...slotContextOf(slot), version };
    return { ...slot, wrapped: await forgeJwe({ ...head, ctx }, await importX25519(fromB64u(slot.publicKey)), plaintext) };
  };
  return async (next: KeyBundle): Promise<KeyBundle> => {
    const slots = await Promise.all(next.slots.map((slot) => rewrap(slot, next.version)));
    return { ...next, slots };
  };
}

/** The secret keys, sealed under another header, with their own contents. */
export function withSealedKeys({ identities, accountKey, instanceId }: StolenAccount, { head, plaintext }: OtherJwe) {
  const keys = identities.map((identity) => ({
    fingerprint: identity.certificate.fingerprint,
    secretKey: toB64u(exportSecretKey(identity)),
  }));
  return async (next: KeyBundle): Promise<KeyBundle> => {
    const { accountId: account, version, fingerprint } = next;
    const ctx = { context: 'sealchart/v1/sealed-keys', instance: instanceId, account, version, fingerprint };
    return { ...next, sealedKeys: await forgeJwe({ ...head, ctx }, accountKey, plaintext ?? jcsBytes({ keys })) };
  };
}

/** Serves a next bundle that was changed like this; whoever made it has the keys of the account, and signed it. */
export async function serveBundle({ victim, stolen }: Owner, change: (bundle: KeyBundle) => KeyBundle | Promise<KeyBundle>): Promise<void> {
  const forged = await forgeState(stolen.instanceId, stolen, stolen, { change });
  victim.tamper(onLogin(() => forged));
}
