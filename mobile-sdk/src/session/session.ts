import type { Bytes, Profile } from '@sealchart/protocol';
import { SealchartError } from '@sealchart/protocol';
import type { ClientState, RecoveryKit, SecuredAccount, WayIn } from '../client-api/account.ts';
import { armorCertificate } from '../crypto/openpgp.ts';
import type { Ports } from '../ports/ports.ts';
import { Api } from '../transport/api.ts';
import type { ClientName } from '../transport/client-headers.ts';
import type { CloseOptions } from './acts/closing.ts';
import { closeAccount } from './acts/closing.ts';
import { changePassword } from './acts/password-change.ts';
import { makeRecoveryKit } from './acts/recovery-kit.ts';
import type { RecoverOptions } from './acts/recovery.ts';
import { recover } from './acts/recovery.ts';
import type { SecureOptions } from './acts/rotation.ts';
import { rotate, secure } from './acts/rotation.ts';
import type { SecretKeysOptions } from './acts/secret-keys.ts';
import { exportSecretKeys } from './acts/secret-keys.ts';
import { confirmWaysIn, waysIn } from './acts/ways-in.ts';
import { parseAddress } from './address.ts';
import { checkCredentials, checkName } from './credentials.ts';
import { CurrentAccount } from './current-account.ts';
import { contact } from './instance-pin.ts';
import type { Credentials } from './login.ts';
import { login } from './login.ts';
import { checkNewPassword } from './new-password.ts';
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
  /** See `ClientOptions.sessionIn`. */
  readonly sessionIn?: 'answer' | 'cookie';
}

/** A logout is a courtesy to the server; a person who leaves does not wait for it. */
const LOGOUT_PATIENCE_MS = 2_000;

/** One account on one device: empty, locked or unlocked. */
export class Session {
  readonly #context: SessionContext;
  readonly #current: CurrentAccount;

  /** `E_USAGE`, `E_INSECURE` for an address that cannot be a server's. */
  constructor({ server, client, ports, sessionIn = 'answer' }: SessionOptions) {
    this.#context = { address: parseAddress(server), client, ports, sessionIn };
    this.#current = new CurrentAccount(this.#context);
  }

  get isOpen(): boolean {
    return this.#current.isOpen;
  }

  /**
   * Runs one act while no other client of the same store moves it, on what those before left there. Acts do not nest. `E_BUSY` when
   * others do not let go; where they changed the account, as `reopen`: then it is locked here.
   */
  inTurn<T>(act: () => Promise<T>): Promise<T> {
    return this.#context.ports.store.exclusive(async () => {
      await this.#current.follow();
      return act();
    });
  }

  /** Takes up what other clients left, without waiting for one that is at work. Errors as `reopen`. */
  follow(): Promise<void> {
    return this.#current.follow();
  }

  async state(): Promise<ClientState> {
    if (this.#current.isOpen) return 'unlocked';
    return (await hasAccount(this.#context.ports.store)) ? 'locked' : 'empty';
  }

  /**
   * Makes an account and logs in with it. `E_EXISTS` when this device has one; `E_REQUEST`, `E_IDENTIFIER_TAKEN`; further
   * as `login`. When the answer to the registration was lost, logging in is all that is left to do.
   */
  async register({
    name,
    profile,
    ...credentials
  }: Credentials & { readonly name: string; readonly profile?: Profile }): Promise<UnlockedSession> {
    const checked = checkCredentials(credentials);
    checkNewPassword(checked.password, 'password');
    checkName(name);
    return this.#alone(() => this.#register(checked, name, profile));
  }

  async #register(checked: Credentials, name: string, profile: Profile | undefined): Promise<OpenAccount> {
    const { ports, client, address } = this.#context;
    if (await hasAccount(ports.store)) throw new SealchartError('E_EXISTS', { detail: 'on this device' });
    const api = new Api({ server: address.origin, client, ports });
    const instance = await contact(api, address, undefined);
    const request = await makeAccount(ports, instance, { ...checked, name, ...(profile === undefined ? {} : { profile }) });
    try {
      await api.register(request);
    } catch (error) {
      // The id follows from a key that was made a moment ago: what exists already is our own first try.
      if (!(error instanceof SealchartError) || error.code !== 'E_EXISTS') throw error;
    }
    const expected = { accountId: request.bundle.accountId, kdf: request.kdf };
    return login(this.#context, checked, { expected });
  }

  /** See `login` in this folder for the order of checks and their codes. */
  async login({
    isPasswordChanged = false,
    ...credentials
  }: Credentials & { readonly isPasswordChanged?: boolean }): Promise<UnlockedSession> {
    const checked = checkCredentials(credentials);
    return this.#alone(() => login(this.#context, checked, { isPasswordChanged }));
  }

  /** See `recover` in `acts/recovery.ts`. */
  async recover(options: RecoverOptions): Promise<UnlockedSession> {
    return this.#alone(() => recover(this.#context, options));
  }

  /** Without the network. `E_NOT_LOGGED_IN`, `E_PASSWORD`, `E_INSTANCE`, `E_STORE`, `E_BUNDLE`. */
  async unlock({ password }: { readonly password: string }): Promise<UnlockedSession> {
    return this.#current.enter(await unlock(this.#context, password)).session;
  }

  /** `E_LOCKED` when the key does not fit; otherwise as `unlock`. */
  async unlockWithKey(accountKey: Uint8Array): Promise<UnlockedSession> {
    return this.#current.enter(await unlockWithKey(this.#context, accountKey)).session;
  }

  /** A copy of the 32-byte account key, for an agent of the same person. `E_LOCKED`. */
  accountKey(): Bytes {
    return this.#current.require().accountKey.slice();
  }

  /** `E_LOCKED` unless unlocked. It is another one after each act or refresh that changed keys or pins. */
  current(): UnlockedSession {
    return this.#current.require().session;
  }

  /** The own certificate as ASCII armour. `E_LOCKED`. */
  certificate(): string {
    return armorCertificate(this.current().identity.certificate);
  }

  /** See `refreshAccount`; `E_LOCKED`. */
  async refresh(): Promise<UnlockedSession> {
    return (await this.#current.refresh()).session;
  }

  makeRecoveryKit(options: { readonly password: string }): Promise<RecoveryKit> {
    return makeRecoveryKit(this.#current, options);
  }

  changePassword(options: { readonly password: string; readonly newPassword: string }): Promise<void> {
    return changePassword(this.#current, options);
  }

  rotate(options: { readonly password: string; readonly profile?: Profile }): Promise<void> {
    return rotate(this.#current, options);
  }

  secure(options: SecureOptions): Promise<SecuredAccount> {
    return secure(this.#current, options);
  }

  /** See `acts/secret-keys.ts`. */
  exportSecretKeys(options: SecretKeysOptions): Promise<string> {
    return exportSecretKeys(this.#current, options);
  }

  closeAccount(options: CloseOptions): Promise<void> {
    return closeAccount(this.#current, options);
  }

  async waysIn(): Promise<WayIn[]> {
    return waysIn(this.#current);
  }

  confirmWaysIn(slotIds: readonly string[]): Promise<WayIn[]> {
    return confirmWaysIn(this.#current, slotIds);
  }

  /** Overwrites and drops all keys in memory; a session handed out before answers `E_LOCKED` from then on. */
  lock(): void {
    this.#current.lock();
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
    const { store } = this.#context.ports;
    try {
      await store.exclusive(() => store.clear(), { patienceMs: LOGOUT_PATIENCE_MS });
    } catch (error) {
      if (!(error instanceof SealchartError) || error.code !== 'E_BUSY') throw error;
      // Whoever is in the middle of an act finds nothing there that could be moved on.
      await store.clear();
    }
  }

  /** Enters an account that was opened while no other client moved the store. */
  async #alone(open: () => Promise<OpenAccount>): Promise<UnlockedSession> {
    return this.#current.enter(await this.#context.ports.store.exclusive(open)).session;
  }

  async close(): Promise<void> {
    this.lock();
    await this.#context.ports.store.close();
  }
}
