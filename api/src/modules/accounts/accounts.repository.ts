import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { KeyBundle } from '@sealchart/protocol';
import type { ClientSession } from 'mongoose';
import { Model } from 'mongoose';
import { ACCOUNTS } from '../../platform/database/connections.ts';
import { isDuplicateKey } from '../../platform/database/duplicate-key.ts';
import type { AccountDocument, BundleDocument, IdentityDocument } from './account.schema.ts';
import { ACCOUNT, BUNDLE, IDENTITY } from './account.schema.ts';

/** Accounts, the addresses that lead to them, and their key bundles. */
@Injectable()
export class AccountsRepository {
  constructor(
    @InjectModel(ACCOUNT, ACCOUNTS) private readonly accounts: Model<AccountDocument>,
    @InjectModel(IDENTITY, ACCOUNTS) private readonly identities: Model<IdentityDocument>,
    @InjectModel(BUNDLE, ACCOUNTS) private readonly bundles: Model<BundleDocument>,
  ) {}

  /** False when the account exists. */
  async insertAccount(account: AccountDocument, session: ClientSession): Promise<boolean> {
    return isNew(() => this.accounts.insertMany([account], { session }));
  }

  /** False when the address has an account. */
  async insertIdentity(identity: IdentityDocument, session: ClientSession): Promise<boolean> {
    return isNew(() => this.identities.insertMany([identity], { session }));
  }

  async insertBundle(bundle: BundleDocument, session: ClientSession): Promise<void> {
    await this.bundles.insertMany([bundle], { session });
  }

  /** The account of an address, with the same two questions whether there is one or not; null when there is none. */
  async findByIdentity(identityId: string): Promise<AccountDocument | null> {
    const identity = await this.identities.findById(identityId).lean<IdentityDocument>();
    return this.accounts.findById(identity?.accountId ?? '').lean<AccountDocument>();
  }

  /** Null when the account does not exist. */
  async findBundle(accountId: string): Promise<KeyBundle | null> {
    const document = await this.bundles.findById(accountId).lean<BundleDocument>();
    return document && (JSON.parse(document.bundle) as KeyBundle);
  }

  /** Certificate hashes of the current keys, by account; unknown accounts are left out. */
  async findCertificateHashes(accountIds: readonly string[]): Promise<Map<string, string>> {
    const found = await this.accounts
      .find({ _id: { $in: [...accountIds] } }, { certificateHash: 1 })
      .lean<Pick<AccountDocument, '_id' | 'certificateHash'>[]>();
    return new Map(found.map(({ _id, certificateHash }) => [_id, certificateHash]));
  }

  /** Replaces a login hash, unless somebody else did so since it was read. */
  async replaceLoginHash(accountId: string, before: string, after: string): Promise<void> {
    await this.accounts.updateOne({ _id: accountId, loginHash: before }, { $set: { loginHash: after } });
  }
}

async function isNew(insert: () => Promise<unknown>): Promise<boolean> {
  try {
    await insert();
    return true;
  } catch (error) {
    if (isDuplicateKey(error)) return false;
    throw error;
  }
}
