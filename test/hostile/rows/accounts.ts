import { createHash } from 'node:crypto';
import type {
  AccountHeadResponse,
  BatchRequest,
  Kdf,
  KeyBundle,
  LoginResponse,
  PreloginResponse,
  SignedStatement,
} from '@sealchart/protocol';
import { fromB64u, fromUtf8, sha256B64u, toB64u } from '@sealchart/protocol';
import type { AccountState, StolenKeys } from '@sealchart/sdk/testing';
import { Session } from '@sealchart/sdk/testing';
import type { Hostility, PersonOptions } from '../../stories/support/people.ts';
import { kdfOf } from '../../stories/support/bundle-table.ts';
import type { Actor, Stage } from '../harness/stage.ts';

/** An account with all that its owner has in hand, and all that its server holds of it. */
export interface StolenAccount extends StolenKeys, AccountState {
  readonly instanceId: string;
}

/** Whoever has the device and the password. */
export async function sessionOf({ ports, password }: Actor): Promise<Session> {
  const session = new Session({ server: 'http://localhost:3000', client: { name: 'stories', version: '0.1.0' }, ports });
  await session.unlock({ password });
  return session;
}

/** All of it, as it is now. */
export async function stolenFrom(actor: Actor): Promise<StolenAccount> {
  const session = await sessionOf(actor);
  const { api, identities, instance } = session.current();
  return { ...(await api.me()), identities, accountKey: session.accountKey(), instanceId: instance.instanceId };
}

/** What a row about logging in begins with. */
export interface Owner {
  readonly victim: Actor;
  readonly stolen: StolenAccount;
}

/** What a server answered to the last login of a device: all that it needs of an account where nobody has its keys. */
export function servedTo({ traffic }: Actor): AccountState {
  const login = traffic.exchanges.findLast(({ request }) => new URL(request.url).pathname === '/v1/auth/login');
  const { bundle, entry } = JSON.parse(login?.response?.body ?? '') as LoginResponse;
  return { bundle, entry };
}

/** A victim with an account and a device that knows it. */
export async function knownDevice(stage: Stage, options?: PersonOptions): Promise<Owner> {
  const victim = await stage.victim('Kim', options);
  return { victim, stolen: await stolenFrom(victim) };
}

/** A victim with an account and a device that knows nothing of it. */
export async function freshDevice(stage: Stage, options?: PersonOptions): Promise<Owner> {
  const owner = await knownDevice(stage, options);
  await owner.victim.client.logout();
  return owner;
}

/** What a login gives; `isPasswordChanged` where the person says so. */
export const logIn = ({ client, identifier, password }: Actor, isPasswordChanged = false): Promise<unknown> =>
  client.login({ identifier, password, device: 'a device', isPasswordChanged });

/** As `logIn`; tells when a login was refused only after Argon2 had seen the password. */
export async function logInUntouched(victim: Actor, isPasswordChanged = false): Promise<unknown> {
  const before = victim.kdf.jobs.length;
  try {
    return await logIn(victim, isPasswordChanged);
  } catch (error) {
    if (victim.kdf.jobs.length > before) throw new Error('refused after the password was stretched', { cause: error });
    throw error;
  }
}

/** What was sent, in all but the value of login secrets. */
export function shapeOf({ traffic }: Actor, from: number): string[] {
  const sent = traffic.exchanges.slice(from).map(({ request }) => JSON.stringify(request));
  return sent.map((text) => text.replace(/(loginSecret\\*":\\*")[\w-]{43}/, '$1'));
}

/** Answers of exactly this path, changed. */
export const answersTo =
  <T extends object>(path: string, change: (answer: T) => object): Hostility =>
  ({ url }, answer) =>
    new URL(url).pathname === path ? change(answer as T) : undefined;

/** Each answer is changed by the first of these that has something to say of it. */
export const anyOf =
  (...hostilities: readonly Hostility[]): Hostility =>
  (request, answer) => {
    for (const hostility of hostilities) {
      const changed = hostility(request, answer);
      if (changed !== undefined) return changed;
    }
    return undefined;
  };

/** Serves this in place of the account's own, at a login; who is refused is let in with it as well. */
export const onLogin = (change: (answer: LoginResponse) => object): Hostility =>
  answersTo<LoginResponse>('/v1/auth/login', (answer) => ({ ...('bundle' in answer ? answer : LET_IN), ...change(answer) }));

/** What an answer to a login says beside the account. */
const LET_IN = { token: toB64u(new Uint8Array(32).fill(7)), expiresAt: '2099-01-01T00:00:00Z' };

/** The same at a recovery. */
export const onRecovery = (change: (state: AccountState) => object): Hostility =>
  answersTo<AccountState>('/v1/auth/recover', (answer) => ({ ...answer, ...change(answer) }));

/** Asks for a password by these settings. */
export const onPrelogin = (change: object): Hostility =>
  answersTo<PreloginResponse>('/v1/auth/prelogin', (answer) => ({ ...answer, kdf: { ...answer.kdf, ...change } }));

/** Serves this in place of the account's own to who is logged in. */
export async function onSync({ bundle, entry }: AccountState): Promise<Hostility> {
  const head: AccountHeadResponse = { bundleVersion: bundle.version, sequence: entry.events.length, head: await headOf(entry.events) };
  return anyOf(
    answersTo('/v1/accounts/me/head', () => head),
    answersTo('/v1/accounts/me', () => ({ bundle, entry })),
  );
}

/** Takes every version as it is, where an honest server would refuse to have a part in it. */
export const acceptWrites: Hostility = ({ url, body }) => {
  if (new URL(url).pathname !== '/v1/elements/batch') return undefined;
  const { items } = JSON.parse(body ?? '') as BatchRequest;
  const results = items.map(({ manifest: { statement } }) => {
    const bytes = fromB64u(statement);
    const { elementId, version } = JSON.parse(fromUtf8(bytes)) as { elementId: string; version: number };
    return { status: 'stored', elementId, version, hash: createHash('sha256').update(bytes).digest('base64url') };
  });
  return { results };
};

/** Hash of the newest event. */
export const headOf = (events: readonly SignedStatement[]): Promise<string> => sha256B64u(fromB64u(events.at(-1)?.statement ?? ''));

/** Settings of the password, as its slot says them. */
export const settingsOf = (bundle: KeyBundle): Kdf => kdfOf(bundle);
