import { randomBytes } from 'node:crypto';
import type { Kdf, KeyBundle, LoginResponse, RegisterRequest, SlotHeader } from '@sealchart/protocol';
import { ACCOUNT_EVENT, KDF_DEFAULT, PROFILE, bundleHashOf, jcsBytes, sha256B64u } from '@sealchart/protocol';
import type { TestKeys } from './test-bundle.ts';
import { hashOfStatement, makeBundle, makeSlot, random } from './test-bundle.ts';
import type { TestIdentity } from './test-identity.ts';
import { makeTestIdentity } from './test-identity.ts';
import type { TestAnswer, TestServer } from './test-server.ts';

/** Parts of a registration that a test makes otherwise than a client would; everything that depends on them follows. */
export interface TestAccountParts {
  /** A fresh modern one by default. */
  readonly identity?: TestIdentity;
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
  /** What the account's client knows: the next bundle write is made from it, see `nextBundle`. */
  readonly keys: TestKeys;
}

export interface LoggedInAccount extends TestAccount {
  readonly accountId: string;
  readonly token: string;
  readonly login: LoginResponse;
}

/** Makes a person with a real identity and the registration that their client would send. */
export async function makeTestAccount(instanceId: string, parts: TestAccountParts = {}): Promise<TestAccount> {
  const identity = parts.identity ?? (await makeTestIdentity(instanceId));
  const kdf: Kdf = { ...KDF_DEFAULT, salt: random(16), ...parts.kdf };
  const made = makeBundle(identity, 1, [makeSlot(identity, 'password', { version: 1, origin: 1, kdf, header: parts.slotHeader })]);
  const bundle = parts.bundle?.(made) ?? made;
  const { accountId, certificate } = identity;
  const create = {
    ...identity.fields(ACCOUNT_EVENT),
    kind: 'create',
    sequence: 1,
    previous: null,
    profile: certificate.profile,
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
  const [, newest] = request.events;
  const head = { sequence: 2, hash: newest ? await hashOfStatement(newest) : '' };
  return { identity, request, keys: { identity, bundle, head, kdf, loginSecret: request.loginSecret } };
}

/** Registers a new person and logs them in. */
export async function registerAndLogIn(server: TestServer, parts: TestAccountParts = {}): Promise<LoggedInAccount> {
  const account = await makeTestAccount(server.instanceId, parts);
  const registered = await server.inject({ method: 'POST', url: '/v1/accounts', payload: account.request });
  if (registered.status !== 201) throw new Error(`registration: ${registered.text}`);
  const { login, token } = await logIn(server, account.request);
  return { ...account, accountId: login.accountId, token, login };
}

/** Logs in once more; throws unless it succeeds. */
export async function logIn(
  server: TestServer,
  { identifier, loginSecret }: Pick<RegisterRequest, 'identifier' | 'loginSecret'>,
): Promise<{ readonly login: LoginResponse; readonly token: string }> {
  const answer = await server.inject({ method: 'POST', url: '/v1/auth/login', payload: { identifier, loginSecret, device: 'spec' } });
  if (answer.status !== 200) throw new Error(`login: ${answer.text}`);
  const login = answer.body as LoginResponse;
  return { login, token: login.token ?? '' };
}

/** Sends a recovery. */
export function recoverWith(server: TestServer, account: string, recoveryLogin: string): Promise<TestAnswer> {
  return server.inject({ method: 'POST', url: '/v1/auth/recover', payload: { account, recoveryLogin, device: 'spec' } });
}

/** What a server answers each token that asks for its own bundle: 200 while the session lives. */
export async function tokensOf(server: TestServer, tokens: readonly string[]): Promise<number[]> {
  return Promise.all(tokens.map(async (token) => (await server.inject({ url: '/v1/accounts/me', token })).status));
}

/** Everything that the database holds of an account but for when it was used: to see that a refusal changed nothing. */
export async function readState(server: TestServer, accountId: string): Promise<Record<string, unknown>> {
  const one = (name: string) => server.accounts.collection<{ _id: string }>(name).findOne({ _id: accountId });
  const all = (name: string) => server.accounts.collection(name).find({ accountId }).sort({ _id: 1 }).toArray();
  const account = await one('accounts');
  const sessions = await all('sessions');
  return {
    account: account && { ...account, loginAt: undefined },
    bundle: await one('bundles'),
    profile: await one('profiles'),
    identities: await all('identities'),
    events: await all('accountevents'),
    certificates: await all('certificates'),
    sessions: sessions.map(({ _id }) => _id),
  };
}
