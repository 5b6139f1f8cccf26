import type { Bytes } from '@sealchart/protocol';
import { Identifier, LoginRequest, ProfileStatement, SealchartError, normaliseIdentifier } from '@sealchart/protocol';
import type { ClientState } from '../client-api.ts';
import { forgetIdentity } from '../crypto/openpgp.ts';
import type { Ports } from '../ports/ports.ts';
import { Api } from '../transport/api.ts';
import type { ClientName } from '../transport/client-headers.ts';
import { parseAddress } from './address.ts';
import { contact } from './instance-pin.ts';
import type { Credentials } from './login.ts';
import { login } from './login.ts';
import type { OpenAccount, SessionContext } from './open-account.ts';
import { makeAccount } from './registration.ts';
import { hasAccount } from './stored-account.ts';
import { unlock, unlockWithKey } from './unlock.ts';
import type { UnlockedSession } from './unlocked-session.ts';

export interface SessionOptions {
  /** Address of the server as the person typed it. */
  readonly server: string;
  readonly client: ClientName;
  readonly ports: Ports;
}

/** A logout is a courtesy to the server; a person who leaves does not wait for it. */
const LOGOUT_PATIENCE_MS = 2_000;

/** One account on one device: empty, locked or unlocked. */
export class Session {
  readonly #context: SessionContext;
  #open: OpenAccount | undefined;

  /** `E_USAGE`, `E_INSECURE` for an address that cannot be a server's. */
  constructor({ server, client, ports }: SessionOptions) {
    this.#context = { address: parseAddress(server), client, ports };
  }

  async state(): Promise<ClientState> {
    if (this.#open) return 'unlocked';
    return (await hasAccount(this.#context.ports.store)) ? 'locked' : 'empty';
  }

  /**
   * Makes an account and logs in with it. `E_EXISTS` when this device has one; `E_REQUEST`, `E_IDENTIFIER_TAKEN`; further
   * as `login`. When the answer to the registration was lost, logging in is all that is left to do.
   */
  async register({ name, ...credentials }: Credentials & { readonly name: string }): Promise<UnlockedSession> {
    const { ports, client, address } = this.#context;
    const checked = checkCredentials(credentials);
    requireName(name);
    if (await hasAccount(ports.store)) throw new SealchartError('E_EXISTS', { detail: 'on this device' });
    const api = new Api({ server: address.origin, client, ports });
    const instance = await contact(api, address, undefined);
    const request = await makeAccount(ports, instance, { ...checked, name });
    try {
      await api.register(request);
    } catch (error) {
      // The id follows from a key that was made a moment ago: what exists already is our own first try.
      if (!(error instanceof SealchartError) || error.code !== 'E_EXISTS') throw error;
    }
    const registered = { accountId: request.bundle.accountId, kdf: request.kdf };
    return this.#enter(await login(this.#context, checked, registered));
  }

  /** See `login` in this folder for the order of checks and their codes. */
  async login(credentials: Credentials): Promise<UnlockedSession> {
    return this.#enter(await login(this.#context, checkCredentials(credentials)));
  }

  /** Without the network. `E_NOT_LOGGED_IN`, `E_PASSWORD`, `E_INSTANCE`, `E_STORE`, `E_BUNDLE`. */
  async unlock({ password }: { readonly password: string }): Promise<UnlockedSession> {
    if (password === '') throw new SealchartError('E_PASSWORD', { detail: 'empty' });
    return this.#enter(await unlock(this.#context, password));
  }

  /** `E_LOCKED` when the key does not fit; otherwise as `unlock`. */
  async unlockWithKey(accountKey: Uint8Array): Promise<UnlockedSession> {
    return this.#enter(await unlockWithKey(this.#context, accountKey));
  }

  /** A copy of the 32-byte account key, for an agent of the same person. `E_LOCKED`. */
  accountKey(): Bytes {
    return this.#require().accountKey.slice();
  }

  /** `E_LOCKED` unless unlocked. */
  current(): UnlockedSession {
    return this.#require().session;
  }

  /** Overwrites and drops all keys in memory; a session handed out before answers `E_LOCKED` from then on. */
  lock(): void {
    if (!this.#open) return;
    const { session, accountKey } = this.#open;
    this.#open = undefined;
    accountKey.fill(0);
    session.identities.forEach(forgetIdentity);
    session.store.close();
  }

  /**
   * Ends the session at the server and removes everything from this device, also when the server cannot be reached: the
   * token is gone with the store, and the session ends by its own date. `E_LOCKED`, `E_STORE`.
   */
  async logout(): Promise<void> {
    const { api } = this.current();
    try {
      await api.logout({ patienceMs: LOGOUT_PATIENCE_MS });
    } catch (error) {
      if (!(error instanceof SealchartError)) throw error;
    }
    this.lock();
    await this.#context.ports.store.clear();
  }

  async close(): Promise<void> {
    this.lock();
    await this.#context.ports.store.close();
  }

  #enter(open: OpenAccount): UnlockedSession {
    this.lock();
    this.#open = open;
    return open.session;
  }

  #require(): OpenAccount {
    if (!this.#open) throw new SealchartError('E_LOCKED');
    return this.#open;
  }
}

/** What a person typed, in normal form; refused here so that no Argon2 runs for nothing. `E_REQUEST`. */
function checkCredentials({ identifier, password, device }: Credentials): Credentials {
  const normal = normaliseIdentifier(identifier);
  if (!Identifier.safeParse(normal).success) throw requestError('identifier', 'not an e-mail address');
  if (password === '') throw requestError('password', 'empty');
  if (!LoginRequest.shape.device.safeParse(device).success) throw requestError('device', 'not a name of 1 to 100 characters');
  return { identifier: normal, password, device };
}

function requireName(name: string): void {
  if (!ProfileStatement.shape.name.safeParse(name).success) throw requestError('name', 'not a plain name of 1 to 200 characters');
}

function requestError(path: string, message: string): SealchartError {
  return new SealchartError('E_REQUEST', { detail: `${path}: ${message}`, issues: [{ path, message }] });
}
