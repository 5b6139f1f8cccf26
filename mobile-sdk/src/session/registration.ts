import type { Bytes, KeyBundle, Profile, RegisterRequest, SignedStatement } from '@sealchart/protocol';
import {
  ACCOUNT_EVENT,
  AccountBundle,
  AccountCreate,
  PROFILE,
  ProfileStatement,
  accountIdOf,
  bundleHashOf,
  fromB64u,
  toB64u,
} from '@sealchart/protocol';
import type { Instance } from '../client-api/account.ts';
import type { Identity } from '../crypto/openpgp.ts';
import { forgetIdentity, generateIdentity } from '../crypto/openpgp.ts';
import { sealKeys } from '../crypto/sealed-keys.ts';
import { makeSlot } from '../crypto/slots.ts';
import type { Signer } from '../crypto/statement.ts';
import { authorFields, signStatement } from '../crypto/statement.ts';
import type { Ports } from '../ports/ports.ts';
import type { NewPassword } from './new-password.ts';
import { makePassword } from './new-password.ts';

const FIRST_BUNDLE = 1;

/** Who registers. */
export interface Registrant {
  readonly identifier: string;
  readonly name: string;
  readonly password: string;
  /** Kind of keys; `modern` unless it says otherwise. */
  readonly profile?: Profile;
}

/** Everything of a new account, made on this device; of the secrets only `loginSecret` leaves it. */
export async function makeAccount(ports: Ports, instance: Instance, registrant: Registrant): Promise<RegisterRequest> {
  const { identifier, name, password, profile: kind = 'modern' } = registrant;
  const at = ports.clock.now();
  const { instanceId } = instance;
  const identity = await generateIdentity({ profile: kind, instanceId, at });
  const accountId = await accountIdOf(instanceId, identity.certificate.fingerprint);
  const signer: Signer = { instance, account: { accountId }, identity };
  const profileValue = { ...authorFields(signer, at), context: PROFILE, number: 1, previous: null, name } as const;
  const profile = await signStatement(identity, at, ProfileStatement, profileValue);
  const chosen = await makePassword(ports, instance, password);
  const accountKey = ports.random.bytes(32);
  try {
    const create = await signCreate(signer, at);
    const bundle = await makeBundle({ signer, chosen, accountKey, head: create.hash });
    const events = [create.signed, await signBundle(signer, at, bundle, create.hash)];
    const { kdf, loginSecret } = chosen;
    return { identifier, kdf, loginSecret, bundle, events, profile: profile.signed };
  } finally {
    for (const secret of [chosen.unlockKey, accountKey]) secret.fill(0);
    // The login that follows opens the account anew, as every later one does.
    forgetIdentity(identity);
  }
}

function signCreate(signer: Signer, at: number) {
  const { profile, fingerprint, hash } = signer.identity.certificate;
  const value = {
    ...authorFields(signer, at),
    context: ACCOUNT_EVENT,
    kind: 'create',
    sequence: 1,
    previous: null,
    profile,
    fingerprint,
    certificateHash: hash,
  } as const;
  return signStatement(signer.identity, at, AccountCreate, value);
}

interface BundleParts {
  readonly signer: Signer;
  readonly chosen: NewPassword;
  readonly accountKey: Bytes;
  /** Hash of the `create` event, which the slot vouches for. */
  readonly head: string;
}

async function makeBundle({ signer, chosen, accountKey, head }: BundleParts): Promise<KeyBundle> {
  const { slotId, kdf, unlockKey } = chosen;
  const { instanceId } = signer.instance;
  const { accountId } = signer.account;
  const { fingerprint, bytes } = signer.identity.certificate;
  const version = FIRST_BUNDLE;
  const identities: Identity[] = [signer.identity];
  const binding = { instance: instanceId, account: accountId, version, slotId, kind: 'password', kdf } as const;
  return {
    accountId,
    version,
    certificate: toB64u(bytes),
    fingerprint,
    sealedKeys: await sealKeys(accountKey, identities, { instanceId, accountId, version, fingerprint }),
    slots: [await makeSlot(binding, unlockKey, accountKey, { sequence: 1, head: fromB64u(head) })],
  };
}

async function signBundle(signer: Signer, at: number, bundle: KeyBundle, previous: string): Promise<SignedStatement> {
  const fields = { ...authorFields(signer, at), context: ACCOUNT_EVENT, kind: 'bundle', sequence: 2, previous } as const;
  const value = { ...fields, bundleVersion: bundle.version, bundleHash: await bundleHashOf(bundle) };
  return (await signStatement(signer.identity, at, AccountBundle, value)).signed;
}
