import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { KeyBundle } from '@sealchart/protocol';
import type { ClientSession } from 'mongoose';
import { Model } from 'mongoose';
import { ACCOUNTS } from '../../platform/database/connections.ts';
import { isDuplicateKey } from '../../platform/database/duplicate-key.ts';
import type { AccountDocument, BundleDocument, IdentityDocument, KeptLogin } from './account.schema.ts';
import { ACCOUNT, BUNDLE, IDENTITY } from './account.schema.ts';

/** What a new bundle changes of its account; what is absent stays. */
export interface AccountChange {
  /** With a new password only. */
  readonly login?: KeptLogin & Pick<AccountDocument, 'kdf'>;
  /** Null: there is no recovery kit any more. */
  readonly recoveryHash?: string | null;
  readonly certificateHash?: string;
}

/** An account that was not closed. */
const inUse = { closedAt: null } as const;

/** Accounts, the addresses that lead to them, and their key bundles. */
@Injectable()
export class AccountsRepository {
  constructor(
    @InjectModel(ACCOUNT, ACCOUNTS) private readonly accounts: Model<AccountDocument>,
    @InjectModel(IDENTITY, ACCOUNTS) private readonly identities: Model<IdentityDocument>,
    @InjectModel(BUNDLE, ACCOUNTS) private readonly bundles: Model<BundleDocument>,
  ) {}

  /** False when the account exists, open or closed. */
  async insertAccount(account: AccountDocument, session: ClientSession): Promise<boolean> {
    return isNew(() => this.accounts.insertMany([account], { session }));
  }

  /** Whether there is such an account, open or closed. */
  async exists(accountId: string): Promise<boolean> {
    return (await this.accounts.exists({ _id: accountId })) !== null;
  }

  /** False when the address has an account. */
  async insertIdentity(identity: IdentityDocument, session: ClientSession): Promise<boolean> {
    return isNew(() => this.identities.insertMany([identity], { session }));
  }

  /** Whether so many accounts are in use, or more: each has one address. Counts no further than that. */
  async areAtLeast(count: number): Promise<boolean> {
    return (await this.identities.countDocuments({}, { limit: count })) >= count;
  }

  async insertBundle(bundle: BundleDocument, session: ClientSession): Promise<void> {
    await this.bundles.insertMany([bundle], { session });
  }

  /** The account of an address, with the same two questions whether there is one or not; null when there is none. */
  async findByIdentity(identityId: string): Promise<AccountDocument | null> {
    const identity = await this.identities.findById(identityId).lean<IdentityDocument>();
    return this.findOpen(identity?.accountId ?? '');
  }

  /** Null when there is no such account, or it was closed. */
  async findOpen(accountId: string, session: ClientSession | null = null): Promise<AccountDocument | null> {
    return this.accounts
      .findOne({ _id: accountId, ...inUse })
      .session(session)
      .lean<AccountDocument>();
  }

  /** Under which id the address of an account is kept; null when it has none. */
  async findIdentityId(accountId: string): Promise<string | null> {
    const identity = await this.identities.findOne({ accountId }, { _id: 1 }).lean<Pick<IdentityDocument, '_id'>>();
    return identity?._id ?? null;
  }

  /** Null when the account does not exist, or was closed. */
  async findBundle(accountId: string, session: ClientSession): Promise<KeyBundle | null> {
    const document = await this.bundles.findById(accountId).session(session).lean<BundleDocument>();
    return document && (JSON.parse(document.bundle) as KeyBundle);
  }

  /** Certificate hashes of the current keys, by account; unknown and closed accounts are left out. */
  async findCertificateHashes(accountIds: readonly string[]): Promise<Map<string, string>> {
    const found = await this.accounts
      .find({ _id: { $in: [...accountIds] }, ...inUse }, { certificateHash: 1 })
      .lean<Pick<AccountDocument, '_id' | 'certificateHash'>[]>();
    return new Map(found.map(({ _id, certificateHash }) => [_id, certificateHash]));
  }

  /** Ids of all peppers that an account needs. */
  async findPepperIds(): Promise<string[]> {
    const ids: unknown[] = await this.accounts.distinct('pepper');
    return ids.filter((id) => typeof id === 'string');
  }

  /** Replaces a login hash, unless somebody else did so since it was read. */
  async replaceLoginHash(accountId: string, before: KeptLogin, { loginHash, pepper }: KeptLogin): Promise<void> {
    await this.accounts.updateOne({ _id: accountId, loginHash: before.loginHash, pepper: before.pepper }, { $set: { loginHash, pepper } });
  }

  /** Notes a login; false when the account was changed or closed since its revision was read. */
  async noteLogin(
    { accountId, revision }: { readonly accountId: string; readonly revision: number | undefined },
    loginAt: Date,
  ): Promise<boolean> {
    const filter = { _id: accountId, revision: revision ?? null, ...inUse };
    const { matchedCount } = await this.accounts.updateOne(filter, { $set: { loginAt } });
    return matchedCount === 1;
  }

  /** False unless the stored bundle is the one before. */
  async replaceBundle({ _id, version, bundle }: BundleDocument, session: ClientSession): Promise<boolean> {
    const { matchedCount } = await this.bundles.updateOne({ _id, version: version - 1 }, { $set: { version, bundle } }, { session });
    return matchedCount === 1;
  }

  /** False unless the account is in use, under the key that is named. Of two such changes at once the later runs again. */
  async change(
    { accountId, certificateHash }: { readonly accountId: string; readonly certificateHash: string },
    { login, recoveryHash, certificateHash: next }: AccountChange,
    session: ClientSession,
  ): Promise<boolean> {
    const { matchedCount } = await this.accounts.updateOne(
      { _id: accountId, certificateHash, ...inUse },
      {
        $inc: { revision: 1 },
        $set: {
          ...login,
          ...(next === undefined ? {} : { certificateHash: next }),
          ...(typeof recoveryHash === 'string' ? { recoveryHash } : {}),
        },
        ...(recoveryHash === null ? { $unset: { recoveryHash: 1 } } : {}),
      },
      { session },
    );
    return matchedCount === 1;
  }

  /**
   * Takes everything away that leads into an account or names its address; the document stays, so that its id is never given again.
   * False unless the account is in use, under the key that is named.
   */
  async close(
    { accountId, certificateHash }: { readonly accountId: string; readonly certificateHash: string },
    closedAt: Date,
    session: ClientSession,
  ): Promise<boolean> {
    const { matchedCount } = await this.accounts.updateOne(
      { _id: accountId, certificateHash, ...inUse },
      { $set: { closedAt }, $unset: { loginHash: 1, pepper: 1, kdf: 1, recoveryHash: 1, certificateHash: 1, revision: 1, loginAt: 1 } },
      { session },
    );
    if (matchedCount === 0) return false;
    await this.bundles.deleteOne({ _id: accountId }, { session });
    await this.identities.deleteMany({ accountId }, { session });
    return true;
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
