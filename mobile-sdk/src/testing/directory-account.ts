import type { DirectoryEntry, SignedStatement } from '@sealchart/protocol';
import {
  ACCOUNT_EVENT,
  AccountBundle,
  AccountCreate,
  AccountRevoke,
  AccountRotate,
  PROFILE,
  ProfileStatement,
  accountIdOf,
  fromB64u,
  sha256B64u,
  toB64u,
  utf8,
} from '@sealchart/protocol';
import type { Identity } from '../crypto/openpgp.ts';
import { generateIdentity } from '../crypto/openpgp.ts';
import { authorFields, signStatement } from '../crypto/statement.ts';

/** Milliseconds of every statement here: nothing in a chain depends on the clock. */
const AT = Date.UTC(2026, 0, 1);

/** An account as a directory shows it, with the keys in hand: for specs of honest, older, forked and rotated chains. */
export class DirectoryAccount {
  readonly instanceId: string;
  readonly accountId: string;
  name: string;
  /** Oldest first. */
  readonly identities: Identity[];
  readonly events: SignedStatement[] = [];
  #head: string | null = null;
  #bundles = 0;
  #profile: SignedStatement | undefined;
  #profileNumber = 0;

  private constructor(instanceId: string, accountId: string, name: string, identities: Identity[]) {
    this.instanceId = instanceId;
    this.accountId = accountId;
    this.name = name;
    this.identities = identities;
  }

  static async create(instanceId: string, name: string, profile: 'modern' | 'rsa' = 'modern'): Promise<DirectoryAccount> {
    const identity = await generateIdentity({ profile, instanceId, at: AT });
    const account = new DirectoryAccount(instanceId, await accountIdOf(instanceId, identity.certificate.fingerprint), name, [identity]);
    await account.#event(identity, AccountCreate, { kind: 'create', sequence: 1, previous: null, ...named(identity) });
    await account.bundle();
    await account.rename(name);
    return account;
  }

  get identity(): Identity {
    return this.identities.at(-1) as Identity;
  }

  /** The same account in another history: goes back to `create` and the first bundle and on from there by another way. */
  async fork(): Promise<DirectoryAccount> {
    const copy = new DirectoryAccount(this.instanceId, this.accountId, this.name, this.identities.slice(0, 1));
    copy.events.push(...this.events.slice(0, 2));
    copy.#head = await sha256B64u(fromB64u(this.events[1]?.statement ?? ''));
    copy.#bundles = 1;
    await copy.rename(this.name);
    await copy.bundle();
    return copy;
  }

  async rename(name: string): Promise<void> {
    this.name = name;
    this.#profileNumber += 1;
    const previous = this.#profile ? await sha256B64u(fromB64u(this.#profile.statement)) : null;
    const value: ProfileStatement = { context: PROFILE, ...this.#author(), number: this.#profileNumber, previous, name };
    this.#profile = (await signStatement(this.identity, AT, ProfileStatement, value)).signed;
  }

  async bundle(): Promise<void> {
    this.#bundles += 1;
    const bundleHash = await sha256B64u(utf8(`bundle ${this.#bundles} ${toB64u(crypto.getRandomValues(new Uint8Array(8)))}`));
    await this.#event(this.identity, AccountBundle, { kind: 'bundle', ...this.#place(), bundleVersion: this.#bundles, bundleHash });
  }

  async rotate(cause: 'routine' | 'compromise', profile = this.identity.certificate.profile): Promise<void> {
    const { instanceId, accountId } = this;
    const next = await generateIdentity({ profile, instanceId, accountId, at: AT });
    await this.#event(this.identity, AccountRotate, { kind: 'rotate', ...this.#place(), ...named(next), cause });
    this.identities.push(next);
    await this.bundle();
  }

  async revoke(): Promise<void> {
    const { fingerprint } = this.identity.certificate;
    await this.#event(this.identity, AccountRevoke, { kind: 'revoke', ...this.#place(), fingerprint, cause: 'closed' });
  }

  /** What a directory answers now. */
  entry(): DirectoryEntry {
    return {
      accountId: this.accountId,
      events: [...this.events],
      certificates: this.identities.map(({ certificate }) => toB64u(certificate.bytes)),
      profile: this.#profile as SignedStatement,
    };
  }

  #author() {
    return authorFields({ instance: this, account: this, identity: this.identity }, AT);
  }

  #place(): { sequence: number; previous: string } {
    return { sequence: this.events.length + 1, previous: this.#head ?? '' };
  }

  async #event(signer: Identity, schema: Parameters<typeof signStatement>[2], fields: Record<string, unknown>): Promise<void> {
    const author = authorFields({ instance: this, account: this, identity: signer }, AT);
    const value = { context: ACCOUNT_EVENT, ...author, ...fields } as unknown as Parameters<typeof signStatement>[3];
    const { signed, hash } = await signStatement(signer, AT, schema, value);
    this.events.push(signed);
    this.#head = hash;
  }
}

function named({ certificate }: Identity) {
  return { profile: certificate.profile, fingerprint: certificate.fingerprint, certificateHash: certificate.hash };
}
