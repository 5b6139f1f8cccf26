import type { BundleWriteRequest, Bytes, Kdf, KeyBundle } from '@sealchart/protocol';
import { fromB64u, idOf, toB64u } from '@sealchart/protocol';
import { openJwe } from '../crypto/jwe.ts';
import type { Identity } from '../crypto/openpgp.ts';
import { encryptionScalar } from '../crypto/openpgp.ts';
import { loginSecretOf, stretchPassword, unlockKeyOf } from '../crypto/password.ts';
import { codeOfWords, recoveryKeyOf, recoveryLoginOf } from '../crypto/recovery-code.ts';
import { openKeys } from '../crypto/sealed-keys.ts';
import { makeSlot, slotContextOf, slotKeysOf } from '../crypto/slots.ts';
import { x25519Pair } from '../crypto/x25519.ts';
import type { Kdf as KdfPort } from '../ports/kdf.ts';
import { makeNextBundle } from '../session/bundle/next-bundle.ts';
import type { Session } from '../session/session.ts';

/** Everything that somebody kept of an account, to be tried on what comes later. */
export interface Loot {
  /** 32 bytes each. */
  readonly slotSecrets: Bytes[];
  /** 32 bytes each. */
  readonly accountKeys: Bytes[];
  readonly identities: Identity[];
}

/** What opens, and proves, one way in. */
export interface WaySecrets {
  /** base64url, as the server is shown it. */
  readonly login: string;
  /** Secret of the slot: 32 bytes. */
  readonly slot: Bytes;
}

interface Place {
  readonly instanceId: string;
  readonly realm: string;
}

/** What follows from a password and the settings of its slot. */
export async function secretsOfPassword(port: KdfPort, { instanceId, realm }: Place, password: string, kdf: Kdf): Promise<WaySecrets> {
  const stretch = await stretchPassword(port, password, kdf);
  return { login: toB64u(await loginSecretOf(stretch, instanceId, realm)), slot: await unlockKeyOf(stretch, instanceId) };
}

/** What follows from the words of a kit. */
export async function secretsOfKit({ instanceId, realm }: Place, words: readonly string[]): Promise<WaySecrets> {
  const code = codeOfWords(words.join(' '));
  return { login: toB64u(await recoveryLoginOf(code, instanceId, realm)), slot: await recoveryKeyOf(code, instanceId) };
}

/** Tries every secret, in every part that it could play, on a bundle; undefined when it stays closed. */
export async function breakIn(
  instanceId: string,
  bundle: KeyBundle,
  { slotSecrets, accountKeys, identities }: Loot,
): Promise<{ readonly accountKey: Bytes; readonly identities: readonly Identity[] } | undefined> {
  const secrets = [...slotSecrets, ...accountKeys, ...identities.filter(isModern).map(encryptionScalar)];
  const candidates = [...secrets, ...(await openSlots(instanceId, bundle, secrets))];
  for (const accountKey of candidates) {
    try {
      return { accountKey, identities: await openKeys(accountKey, instanceId, bundle) };
    } catch {
      // The next one.
    }
  }
  return undefined;
}

async function openSlots(instanceId: string, bundle: KeyBundle, secrets: readonly Bytes[]): Promise<Bytes[]> {
  const opened: Bytes[] = [];
  for (const slot of bundle.slots) {
    const place = { instanceId, accountId: bundle.accountId, slotId: slot.slotId };
    for (const secret of secrets) {
      for (const pair of [await slotKeysOf(secret, place), await x25519Pair(secret)]) {
        await openJwe('slot', pair.privateKey, slotContextOf(slot), slot.wrapped).then(
          (accountKey) => opened.push(accountKey),
          () => undefined,
        );
      }
    }
  }
  return opened;
}

const isModern = ({ certificate }: Identity): boolean => certificate.profile === 'modern';

/** A bundle that opens with a slot of the thief's own, too; written with a session, account key and identity that were stolen. */
export async function plantSlot(thief: Session, secret: Bytes): Promise<{ readonly slotId: string; readonly request: BundleWriteRequest }> {
  const { api, chain, identities, instance, ports } = thief.current();
  const { bundle, entry } = await api.me();
  const { instanceId } = instance;
  const accountKey = thief.accountKey();
  const slotId = idOf('slt_', ports.random.bytes(16));
  const binding = { instance: instanceId, account: bundle.accountId, version: bundle.version, slotId, kind: 'organisation' } as const;
  const planted = await makeSlot(binding, secret, accountKey, { sequence: 1, head: fromB64u(chain.hashes[0] ?? '') });
  const base = { instanceId, chain, bundle, entry, identities };
  const plan = { accountKey, atHand: [], kept: [...bundle.slots, planted], at: ports.clock.now() };
  const next = await makeNextBundle(base, plan);
  const request = { expectedVersion: bundle.version, bundle: next.bundle, events: [...next.events] };
  await api.writeBundle(request);
  return { slotId, request };
}
