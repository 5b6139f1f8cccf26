import { createHash, randomBytes } from 'node:crypto';
import type { BundleWriteRequest, KeyBundle, Kdf, SignedStatement, Slot, SlotHeader, SlotKind } from '@sealchart/protocol';
import {
  ACCOUNT_EVENT,
  KDF_DEFAULT,
  SEALED_KEYS,
  SLOT,
  bundleHashOf,
  compareAscii,
  fromB64u,
  fromUtf8,
  idOf,
  sha256B64u,
  toB64u,
  utf8,
} from '@sealchart/protocol';
import type { TestIdentity } from './test-identity.ts';
import { makeTestIdentity } from './test-identity.ts';
import type { TestAnswer, TestServer } from './test-server.ts';

/** Random bytes, base64url. */
export const random = (octets: number): string => toB64u(randomBytes(octets));

/** A jwe of the right form whose sealed parts are noise: a server cannot tell. */
export function noiseJwe(header: unknown, octets: { readonly key: number; readonly ciphertext: number }): string {
  const key = octets.key === 0 ? '' : random(octets.key);
  return [toB64u(utf8(JSON.stringify(header))), key, random(12), random(octets.ciphertext), random(16)].join('.');
}

/** What a client knows of its own account, and the secrets that prove it. */
export interface TestKeys {
  readonly identity: TestIdentity;
  readonly bundle: KeyBundle;
  /** Newest event of the chain. */
  readonly head: { readonly sequence: number; readonly hash: string };
  readonly kdf: Kdf;
  /** 32 bytes, base64url. */
  readonly loginSecret: string;
  /** 32 bytes, base64url; absent without a kit. */
  readonly recoveryLogin?: string;
}

/** What the next bundle changes; by default nothing but its version. */
export interface NextBundlePlan {
  readonly password?: 'kept' | 'new';
  /** Made new in every rotation for compromise unless it says otherwise. */
  readonly recovery?: 'kept' | 'new' | 'none';
  readonly rotation?: 'routine' | 'compromise';
  /** The next identity of a rotation; a fresh modern one by default. */
  readonly identity?: TestIdentity;
  /** What a test makes otherwise than a client would; everything that depends on it follows. */
  readonly parts?: NextBundleParts;
}

export interface NextBundleParts {
  readonly kdf?: Partial<Kdf>;
  readonly slotHeader?: (header: SlotHeader) => unknown;
  readonly bundle?: (bundle: KeyBundle) => KeyBundle;
  readonly rotate?: (event: object) => object;
  readonly bundleEvent?: (event: object) => object;
  /** Who signs the bundle event; the identity of the bundle by default. */
  readonly bundleSigner?: TestIdentity;
  /** Who signs the rotation; the identity before it by default. */
  readonly rotateSigner?: TestIdentity;
  readonly request?: (request: BundleWriteRequest) => unknown;
}

/** A write, and what the client knows once it was taken. */
export interface NextBundle {
  readonly request: BundleWriteRequest;
  readonly keys: TestKeys;
}

/** A slot of the right form. Kept ones keep id, key and settings; the header binds the version, so all are wrapped anew. */
export function makeSlot({ instanceId, accountId }: TestIdentity, kind: SlotKind, { version, origin, ...options }: SlotOptions): Slot {
  const slotId = options.slotId ?? idOf('slt_', randomBytes(16));
  const settings = kind === 'password' ? { kdf: options.kdf } : {};
  const header = {
    alg: 'ECDH-ES+A256KW',
    enc: 'A256GCM',
    ctx: { context: SLOT, instance: instanceId, account: accountId, version, slotId, kind, ...settings },
    epk: { kty: 'OKP', crv: 'X25519', x: random(32) },
  } as SlotHeader;
  return {
    slotId,
    kind,
    publicKey: options.publicKey ?? random(32),
    wrapped: noiseJwe(options.header?.(header) ?? header, { key: 40, ciphertext: 32 }),
    origin: { sequence: origin, mac: random(32) },
  };
}

interface SlotOptions {
  /** Of the bundle. */
  readonly version: number;
  /** Sequence of the event that it proves. */
  readonly origin: number;
  readonly slotId?: string;
  readonly publicKey?: string;
  readonly kdf?: Kdf;
  readonly header?: ((header: SlotHeader) => unknown) | undefined;
}

/** A bundle of the right form with these slots. */
export function makeBundle({ instanceId, accountId, certificate }: TestIdentity, version: number, slots: readonly Slot[]): KeyBundle {
  const header = {
    alg: 'dir',
    enc: 'A256GCM',
    ctx: { context: SEALED_KEYS, instance: instanceId, account: accountId, version, fingerprint: certificate.fingerprint },
  };
  return {
    accountId,
    version,
    certificate: toB64u(certificate.bytes),
    fingerprint: certificate.fingerprint,
    sealedKeys: noiseJwe(header, { key: 0, ciphertext: 900 }),
    slots: slots.toSorted((a, b) => compareAscii(a.slotId, b.slotId)),
  };
}

/** SHA-256 of a statement's bytes. */
export function hashOfStatement({ statement }: SignedStatement): Promise<string> {
  return sha256B64u(fromB64u(statement));
}

/** What a server keeps of a recovery login. */
export function recoveryVerifierOf(recoveryLogin: string): string {
  return createHash('sha256').update(recoveryLogin, 'base64url').digest('base64url');
}

/** The next bundle write of an account, as its client would make it, or wrong in what `parts` says. */
export async function nextBundle(before: TestKeys, plan: NextBundlePlan = {}): Promise<NextBundle> {
  const { rotation, parts = {} } = plan;
  const identity = await nextIdentity(before, plan);
  const rotate = rotation && (await signRotation(before, identity, plan));
  const origin = rotate?.head ?? before.head;
  const secrets = nextSecrets(before, plan);
  const made = makeBundle(identity, before.bundle.version + 1, nextSlots(before, plan, { ...secrets, origin: origin.sequence }));
  const bundle = parts.bundle?.(made) ?? made;
  const event = {
    ...identity.fields(ACCOUNT_EVENT),
    kind: 'bundle',
    sequence: origin.sequence + 1,
    previous: origin.hash,
    bundleVersion: bundle.version,
    bundleHash: await bundleHashOf(bundle),
  };
  const signed = await (parts.bundleSigner ?? identity).sign(parts.bundleEvent?.(event) ?? event);
  const { kdf, loginSecret, recoveryLogin } = secrets;
  const hasNewKit = recoveryLogin !== undefined && recoveryLogin !== before.recoveryLogin;
  const request: BundleWriteRequest = {
    expectedVersion: before.bundle.version,
    bundle,
    events: rotate ? [rotate.signed, signed] : [signed],
    ...(loginSecret === before.loginSecret ? {} : { loginVerifier: { kdf, loginSecret } }),
    ...(hasNewKit ? { recoveryVerifier: recoveryVerifierOf(recoveryLogin) } : {}),
  };
  const head = { sequence: origin.sequence + 1, hash: await hashOfStatement(signed) };
  const keys = { identity, bundle, head, kdf, loginSecret, ...(recoveryLogin === undefined ? {} : { recoveryLogin }) };
  return { request: (parts.request?.(request) ?? request) as BundleWriteRequest, keys };
}

async function nextIdentity({ identity }: TestKeys, plan: NextBundlePlan): Promise<TestIdentity> {
  if (plan.rotation === undefined) return identity;
  return plan.identity ?? makeTestIdentity(identity.instanceId, { accountId: identity.accountId });
}

async function signRotation(before: TestKeys, { certificate }: TestIdentity, { rotation, parts = {} }: NextBundlePlan) {
  const sequence = before.head.sequence + 1;
  const event = {
    ...before.identity.fields(ACCOUNT_EVENT),
    kind: 'rotate',
    sequence,
    previous: before.head.hash,
    profile: certificate.profile,
    fingerprint: certificate.fingerprint,
    certificateHash: certificate.hash,
    cause: rotation,
  };
  const signed = await (parts.rotateSigner ?? before.identity).sign(parts.rotate?.(event) ?? event);
  return { signed, head: { sequence, hash: await hashOfStatement(signed) } };
}

type NextSecrets = Pick<TestKeys, 'kdf' | 'loginSecret' | 'recoveryLogin'>;

function nextSecrets(before: TestKeys, plan: NextBundlePlan): NextSecrets {
  const { password, recovery } = resolve(plan);
  const recoveryLogin = recovery === 'new' ? random(32) : before.recoveryLogin;
  return {
    kdf: password === 'new' ? { ...KDF_DEFAULT, salt: random(16), ...plan.parts?.kdf } : before.kdf,
    loginSecret: password === 'new' ? random(32) : before.loginSecret,
    ...(recovery === 'none' || recoveryLogin === undefined ? {} : { recoveryLogin }),
  };
}

function resolve({ rotation, password, recovery }: NextBundlePlan) {
  const usual = rotation === 'compromise' ? 'new' : 'kept';
  return { password: password ?? usual, recovery: recovery ?? usual } as const;
}

function nextSlots({ identity, bundle }: TestKeys, plan: NextBundlePlan, next: NextSecrets & { readonly origin: number }): Slot[] {
  const kept = resolve(plan);
  const version = bundle.version + 1;
  const header = plan.parts?.slotHeader;
  const others = bundle.slots.flatMap((slot) => {
    if ((slot.kind === 'password' || slot.kind === 'recovery') && kept[slot.kind] !== 'kept') return [];
    const { slotId, publicKey, origin } = slot;
    const remade = makeSlot(identity, slot.kind, { version, origin: origin.sequence, slotId, publicKey, kdf: next.kdf, header });
    return [{ ...remade, origin }];
  });
  const fresh = (kind: 'password' | 'recovery'): Slot[] =>
    kept[kind] === 'new' ? [makeSlot(identity, kind, { version, origin: next.origin, kdf: next.kdf, header })] : [];
  return [...others, ...fresh('password'), ...fresh('recovery')];
}

/** Sends a bundle write as it stands. */
export function sendBundle(server: TestServer, token: string | undefined, request: unknown): Promise<TestAnswer> {
  return server.inject({ method: 'POST', url: '/v1/accounts/me/bundle', payload: request, ...(token === undefined ? {} : { token }) });
}

/** Writes the next bundle of a logged-in account, which must be taken; gives what its client knows afterwards, and the answer. */
export async function writeNextBundle<Account extends { readonly token: string; readonly keys: TestKeys }>(
  server: TestServer,
  account: Account,
  plan: NextBundlePlan = {},
): Promise<{ readonly account: Account; readonly answer: TestAnswer }> {
  const { request, keys } = await nextBundle(account.keys, plan);
  const answer = await sendBundle(server, account.token, request);
  if (answer.status !== 200) throw new Error(`bundle: ${answer.text}`);
  return { account: { ...account, identity: keys.identity, keys }, answer };
}

/** The value of a signed statement, unchecked. */
export function valueOf({ statement }: SignedStatement): Record<string, unknown> {
  return JSON.parse(fromUtf8(fromB64u(statement))) as Record<string, unknown>;
}
