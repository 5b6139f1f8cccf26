import { createHash, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { AccountHeadResponse, DirectoryEntry, Kdf, OwnAccountResponse } from '@sealchart/protocol';
import { AccountBundle, AccountId, SealchartError, fromB64u, parseJcs } from '@sealchart/protocol';
import { Clock } from '../../platform/clock.ts';
import type { AccountDocument } from './account.schema.ts';
import { AccountChainsRepository } from './account-chains.repository.ts';
import { AccountsRepository } from './accounts.repository.ts';
import { IdentityHash } from './identity-hash.ts';
import { LoginHash } from './login-hash.ts';
import { StoredAccounts } from './stored-accounts.ts';

/** What an account without recovery kit is compared with: the hash of nothing that anybody can send. */
const NO_KIT = Buffer.alloc(32);

/** Whose account it is, as it was when that was proven. */
export interface ProvenAccount {
  readonly accountId: string;
  /** Raised with every change of the account's keys. */
  readonly revision: number | undefined;
}

/** An account and the id that its address is kept under. */
export interface AccountOrigin {
  readonly accountId: string;
  readonly identityId: string;
  readonly createdAt: Date;
  /** Of the last login or recovery; absent where there was none yet. */
  readonly loginAt: Date | undefined;
}

/** What may be asked about accounts. */
@Injectable()
export class AccountsService {
  constructor(
    private readonly accounts: AccountsRepository,
    private readonly stored: StoredAccounts,
    private readonly chains: AccountChainsRepository,
    private readonly identities: IdentityHash,
    private readonly logins: LoginHash,
    private readonly clock: Clock,
  ) {}

  /** Bundle and directory entry of an account, as of one moment. Throws `E_NOT_FOUND` when there is none, or it was closed. */
  async findOwn(accountId: string): Promise<OwnAccountResponse> {
    const stored = await this.stored.find(accountId);
    if (!stored) throw new SealchartError('E_NOT_FOUND');
    return { bundle: stored.bundle, entry: stored.entry };
  }

  /** The newest event of an account in use, which always names its bundle. Throws `E_NOT_FOUND`. */
  async findHead(accountId: string): Promise<AccountHeadResponse> {
    const event = await this.chains.findHead(accountId);
    const newest = AccountBundle.safeParse(event && parseJcs(event.statement));
    if (!event || !newest.success) throw new SealchartError('E_NOT_FOUND');
    return { bundleVersion: newest.data.bundleVersion, sequence: event.sequence, head: event.hash };
  }

  /** Directory entries by account, closed ones included; unknown ones are left out. */
  async findEntries(accountIds: readonly string[]): Promise<DirectoryEntry[]> {
    return this.stored.findEntries(accountIds);
  }

  /** The directory entry of an address; undefined when it has no account. */
  async findByIdentifier(identifier: string): Promise<DirectoryEntry | undefined> {
    const account = await this.accounts.findByIdentity(this.identities.idOf(identifier));
    const [entry] = account ? await this.stored.findEntries([account._id]) : [];
    return entry;
  }

  /** Under which id the address of an account is kept; undefined when there is no such account, or it was closed. */
  async findIdentityId(accountId: string): Promise<string | undefined> {
    return (await this.accounts.findIdentityId(accountId)) ?? undefined;
  }

  /** What to stretch the password of an address with; an address without account gets an answer of the same form every time. */
  async findKdf(identifier: string): Promise<Kdf> {
    const invented = this.identities.kdfOf(identifier);
    const account = await this.accounts.findByIdentity(this.identities.idOf(identifier));
    return account?.kdf ?? invented;
  }

  /**
   * The account that this address and login secret prove; undefined when either is wrong, after the same time. Throws `E_UNAVAILABLE`
   * where the account needs a pepper that this node does not have.
   */
  async prove(identifier: string, loginSecret: string): Promise<ProvenAccount | undefined> {
    const account = await this.accounts.findByIdentity(this.identities.idOf(identifier));
    if (!(await this.logins.matches(account ?? undefined, loginSecret)) || !account) return undefined;
    if (this.logins.isOutdated(account)) {
      await this.accounts.replaceLoginHash(account._id, account, await this.logins.hash(loginSecret));
    }
    return provenOf(account);
  }

  /**
   * The account that a recovery login (32 bytes, base64url) proves: `account` is its id or its address. Undefined when either is wrong,
   * after the same work.
   */
  async proveRecovery(account: string, recoveryLogin: string): Promise<ProvenAccount | undefined> {
    const found = AccountId.safeParse(account).success
      ? await this.accounts.findOpen(account)
      : await this.accounts.findByIdentity(this.identities.idOf(account));
    const proof = createHash('sha256').update(fromB64u(recoveryLogin)).digest();
    const isRight = timingSafeEqual(proof, found?.recoveryHash === undefined ? NO_KIT : fromB64u(found.recoveryHash));
    return isRight && found?.recoveryHash !== undefined ? provenOf(found) : undefined;
  }

  /**
   * Whose account a login or a recovery is about: `account` is an address or an account id. Undefined when there is none. Asks the database
   * as often for each.
   */
  async findOrigin(account: string): Promise<AccountOrigin | undefined> {
    if (!AccountId.safeParse(account).success) {
      const identityId = this.identities.idOf(account);
      const found = await this.accounts.findByIdentity(identityId);
      return found ? originOf(found, identityId) : undefined;
    }
    const [identityId, found] = await Promise.all([this.accounts.findIdentityId(account), this.accounts.findOpen(account)]);
    return found && identityId !== null ? originOf(found, identityId) : undefined;
  }

  /**
   * Notes that a proof was used. False when the account was changed since it was proven: a session that was begun in between would outlive
   * the change of password that should have ended it. Of this and a change at once, one waits for the other.
   */
  async noteLogin(proven: ProvenAccount): Promise<boolean> {
    return this.accounts.noteLogin(proven, new Date(this.clock.now()));
  }
}

const provenOf = ({ _id, revision }: AccountDocument): ProvenAccount => ({ accountId: _id, revision });

function originOf({ _id, createdAt, loginAt }: AccountDocument, identityId: string): AccountOrigin {
  return { accountId: _id, identityId, createdAt, loginAt };
}
