import { Injectable } from '@nestjs/common';
import type { DirectoryEntry, Kdf, OwnAccountResponse } from '@sealchart/protocol';
import { SealchartError } from '@sealchart/protocol';
import { AccountChainsRepository } from './account-chains.repository.ts';
import { AccountsRepository } from './accounts.repository.ts';
import { IdentityHash } from './identity-hash.ts';
import { LoginHash } from './login-hash.ts';

/** What may be asked about accounts. */
@Injectable()
export class AccountsService {
  constructor(
    private readonly accounts: AccountsRepository,
    private readonly chains: AccountChainsRepository,
    private readonly identities: IdentityHash,
    private readonly logins: LoginHash,
  ) {}

  /** Bundle and directory entry of an account. Throws `E_NOT_FOUND` when there is none. */
  async findOwn(accountId: string): Promise<OwnAccountResponse> {
    const [bundle, [entry]] = await Promise.all([this.accounts.findBundle(accountId), this.chains.findEntries([accountId])]);
    if (!bundle || !entry) throw new SealchartError('E_NOT_FOUND');
    return { bundle, entry };
  }

  /** Directory entries by account; unknown ones are left out. */
  async findEntries(accountIds: readonly string[]): Promise<DirectoryEntry[]> {
    return this.chains.findEntries(accountIds);
  }

  /** The directory entry of an address; undefined when it has no account. */
  async findByIdentifier(identifier: string): Promise<DirectoryEntry | undefined> {
    const account = await this.accounts.findByIdentity(this.identities.idOf(identifier));
    const [entry] = account ? await this.chains.findEntries([account._id]) : [];
    return entry;
  }

  /** What to stretch the password of an address with; an address without account gets an answer of the same form every time. */
  async findKdf(identifier: string): Promise<Kdf> {
    const invented = this.identities.kdfOf(identifier);
    const account = await this.accounts.findByIdentity(this.identities.idOf(identifier));
    return account?.kdf ?? invented;
  }

  /** The account that this address and login secret prove; undefined when either is wrong, after the same time. */
  async prove(identifier: string, loginSecret: string): Promise<string | undefined> {
    const account = await this.accounts.findByIdentity(this.identities.idOf(identifier));
    if (!(await this.logins.matches(account?.loginHash, loginSecret)) || !account) return undefined;
    if (this.logins.isOutdated(account.loginHash)) {
      await this.accounts.replaceLoginHash(account._id, account.loginHash, await this.logins.hash(loginSecret));
    }
    return account._id;
  }
}
