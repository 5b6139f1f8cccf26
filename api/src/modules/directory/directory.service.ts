import { Injectable } from '@nestjs/common';
import type { AccountsResponse, DirectoryEntry } from '@sealchart/protocol';
import { SealchartError } from '@sealchart/protocol';
import { AccountsService } from '../accounts/accounts.service.ts';

/** Who is here, for those who are logged in. Everything in an answer is proven by the chain in it, or not at all. */
@Injectable()
export class DirectoryService {
  constructor(private readonly accounts: AccountsService) {}

  /** Throws `E_PERSON_UNKNOWN` when the address has no account. */
  async lookUp(identifier: string): Promise<DirectoryEntry> {
    const entry = await this.accounts.findByIdentifier(identifier);
    if (!entry) throw new SealchartError('E_PERSON_UNKNOWN');
    return entry;
  }

  /** Entries by account id; unknown ids are left out. */
  async findAccounts(accountIds: readonly string[]): Promise<AccountsResponse> {
    return { entries: await this.accounts.findEntries([...new Set(accountIds)]) };
  }
}
