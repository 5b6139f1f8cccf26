import { randomBytes } from 'node:crypto';
import type { Kdf, KeyBundle, LoginResponse, RegisterRequest, SlotHeader } from '@sealchart/protocol';
import {
  ACCOUNT_EVENT,
  KDF_DEFAULT,
  PROFILE,
  SEALED_KEYS,
  SLOT,
  bundleHashOf,
  idOf,
  jcsBytes,
  sha256B64u,
  toB64u,
  utf8,
} from '@sealchart/protocol';
import type { TestIdentity } from './test-identity.ts';
import { makeTestIdentity } from './test-identity.ts';
import type { TestServer } from './test-server.ts';

const random = (octets: number): string => toB64u(randomBytes(octets));

/** Parts of a registration that a test makes otherwise than a client would; everything that depends on them follows. */
export interface TestAccountParts {
  readonly identifier?: string;
  readonly name?: string;
  readonly kdf?: Partial<Kdf>;
  /** Replaces the header of the password slot. */
  readonly slotHeader?: (header: SlotHeader) => unknown;
  readonly bundle?: (bundle: KeyBundle) => KeyBundle;
  readonly events?: (events: { readonly create: object; readonly bundle: object }) => { readonly create: object; readonly bundle: object };
  readonly profile?: (profile: object) => object;
  /** Who signs the profile; oneself by default. */
  readonly profileSigner?: TestIdentity;
}

export interface TestAccount {
  readonly identity: TestIdentity;
  readonly request: RegisterRequest;
}

export interface LoggedInAccount extends TestAccount {
  readonly accountId: string;
  readonly token: string;
  readonly login: LoginResponse;
}

/** A jwe of the right form whose sealed parts are noise: a server cannot tell. */
export function noiseJwe(header: unknown, octets: { readonly key: number; readonly ciphertext: number }): string {
  const key = octets.key === 0 ? '' : random(octets.key);
  return [toB64u(utf8(JSON.stringify(header))), key, random(12), random(octets.ciphertext), random(16)].join('.');
}

/** Makes a person with a real identity and the registration that their client would send. */
export async function makeTestAccount(instanceId: string, parts: TestAccountParts = {}): Promise<TestAccount> {
  const identity = await makeTestIdentity(instanceId);
  const kdf: Kdf = { ...KDF_DEFAULT, salt: random(16), ...parts.kdf };
  const bundle = makeBundle(identity, kdf, parts);
  const { accountId, certificate } = identity;
  const create = {
    ...identity.fields(ACCOUNT_EVENT),
    kind: 'create',
    sequence: 1,
    previous: null,
    profile: 'modern',
    fingerprint: certificate.fingerprint,
    certificateHash: certificate.hash,
  };
  const bundleEvent = {
    ...identity.fields(ACCOUNT_EVENT),
    kind: 'bundle',
    sequence: 2,
    previous: await sha256B64u(jcsBytes(create)),
    bundleVersion: bundle.version,
    bundleHash: await bundleHashOf(bundle),
  };
  const events = parts.events?.({ create, bundle: bundleEvent }) ?? { create, bundle: bundleEvent };
  const named = { ...identity.fields(PROFILE), number: 1, previous: null, name: parts.name ?? 'Test Person' };
  const profile = parts.profile?.(named) ?? named;
  const request = {
    identifier: parts.identifier ?? `${accountId.slice(4).toLowerCase()}-${randomBytes(4).toString('hex')}@example.org`,
    kdf,
    loginSecret: random(32),
    bundle,
    events: [await identity.sign(events.create), await identity.sign(events.bundle)],
    profile: await (parts.profileSigner ?? identity).sign(profile),
  };
  return { identity, request };
}

/** Registers a new person and logs them in. */
export async function registerAndLogIn(server: TestServer, parts: TestAccountParts = {}): Promise<LoggedInAccount> {
  const account = await makeTestAccount(server.instanceId, parts);
  const registered = await server.inject({ method: 'POST', url: '/v1/accounts', payload: account.request });
  if (registered.status !== 201) throw new Error(`registration: ${registered.text}`);
  const { identifier, loginSecret } = account.request;
  const answer = await server.inject({ method: 'POST', url: '/v1/auth/login', payload: { identifier, loginSecret, device: 'spec' } });
  if (answer.status !== 200) throw new Error(`login: ${answer.text}`);
  const login = answer.body as LoginResponse;
  return { ...account, accountId: login.accountId, token: login.token, login };
}

function makeBundle({ instanceId, accountId, certificate }: TestIdentity, kdf: Kdf, parts: TestAccountParts): KeyBundle {
  const bound = { instance: instanceId, account: accountId, version: 1 };
  const slotId = idOf('slt_', randomBytes(16));
  const header: SlotHeader = {
    alg: 'ECDH-ES+A256KW',
    enc: 'A256GCM',
    ctx: { context: SLOT, ...bound, slotId, kind: 'password', kdf },
    epk: { kty: 'OKP', crv: 'X25519', x: random(32) },
  };
  const keysHeader = {
    alg: 'dir',
    enc: 'A256GCM',
    ctx: { context: SEALED_KEYS, ...bound, fingerprint: certificate.fingerprint },
  };
  const slot = {
    slotId,
    kind: 'password' as const,
    publicKey: random(32),
    wrapped: noiseJwe(parts.slotHeader?.(header) ?? header, { key: 40, ciphertext: 32 }),
    origin: { sequence: 1, mac: random(32) },
  };
  const bundle: KeyBundle = {
    accountId,
    version: 1,
    certificate: toB64u(certificate.bytes),
    fingerprint: certificate.fingerprint,
    sealedKeys: noiseJwe(keysHeader, { key: 0, ciphertext: 900 }),
    slots: [slot],
  };
  return parts.bundle?.(bundle) ?? bundle;
}
