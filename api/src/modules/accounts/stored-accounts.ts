import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { DirectoryEntry, KeyBundle } from '@sealchart/protocol';
import type { Connection } from 'mongoose';
import { ACCOUNTS } from '../../platform/database/connections.ts';
import { inTransaction } from '../../platform/database/transaction.ts';
import { AccountChainsRepository } from './account-chains.repository.ts';
import type { AccountDocument } from './account.schema.ts';
import { AccountsRepository } from './accounts.repository.ts';

/** All that is stored of an account in use. */
export interface StoredAccount {
  readonly account: AccountDocument;
  readonly bundle: KeyBundle;
  readonly entry: DirectoryEntry;
}

/**
 * Reads what belongs together as it stood at one moment. A chain of before a rotation beside certificates of after it would look to
 * every client like a server that lies.
 */
@Injectable()
export class StoredAccounts {
  constructor(
    @InjectConnection(ACCOUNTS) private readonly connection: Connection,
    private readonly accounts: AccountsRepository,
    private readonly chains: AccountChainsRepository,
  ) {}

  /** Null when there is no such account, or it was closed. */
  async find(accountId: string): Promise<StoredAccount | null> {
    return inTransaction(this.connection, async (session) => {
      const account = await this.accounts.findOpen(accountId, session);
      const bundle = account && (await this.accounts.findBundle(accountId, session));
      const [entry] = bundle ? await this.chains.findEntries([accountId], session) : [];
      return account && bundle && entry ? { account, bundle, entry } : null;
    });
  }

  /** Directory entries in the order asked for, closed accounts included; unknown ones are left out. */
  async findEntries(accountIds: readonly string[]): Promise<DirectoryEntry[]> {
    return inTransaction(this.connection, (session) => this.chains.findEntries(accountIds, session));
  }
}
