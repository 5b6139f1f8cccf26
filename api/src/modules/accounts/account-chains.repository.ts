import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { DirectoryEntry } from '@sealchart/protocol';
import { ANSWER_BYTES, SealchartError, toB64u } from '@sealchart/protocol';
import type { ClientSession } from 'mongoose';
import { Model } from 'mongoose';
import { ACCOUNTS } from '../../platform/database/connections.ts';
import { driverCollection } from '../../platform/database/driver-collection.ts';
import { isDuplicateKey } from '../../platform/database/duplicate-key.ts';
import type { AccountEventDocument, CertificateDocument, ProfileDocument } from './account.schema.ts';
import { ACCOUNT_EVENT_ROW, CERTIFICATE, PROFILE_ROW } from './account.schema.ts';
import { fromRow } from './statement-rows.ts';

/** What is public of accounts: chains, certificates, profiles. */
@Injectable()
export class AccountChainsRepository {
  constructor(
    @InjectModel(ACCOUNT_EVENT_ROW, ACCOUNTS) private readonly events: Model<AccountEventDocument>,
    @InjectModel(CERTIFICATE, ACCOUNTS) private readonly certificates: Model<CertificateDocument>,
    @InjectModel(PROFILE_ROW, ACCOUNTS) private readonly profiles: Model<ProfileDocument>,
  ) {}

  /** Throws `E_CONFLICT` where the chain has an event of that place already. */
  async insertEvents(events: readonly AccountEventDocument[], session: ClientSession): Promise<void> {
    try {
      await this.events.insertMany(events, { session });
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      throw new SealchartError('E_CONFLICT', { cause: error });
    }
  }

  /** Throws `E_CERT` for a certificate that is in use already: one key names one account. */
  async insertCertificate(certificate: CertificateDocument, session: ClientSession): Promise<void> {
    try {
      await this.certificates.insertMany([certificate], { session });
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      throw new SealchartError('E_CERT', { detail: 'this key is in use already', cause: error });
    }
  }

  async insertProfile(profile: ProfileDocument, session: ClientSession): Promise<void> {
    await this.profiles.insertMany([profile], { session });
  }

  /** False unless the stored profile is the one before. */
  async replaceProfile({ _id, number, statement, signature }: ProfileDocument, session: ClientSession): Promise<boolean> {
    const { matchedCount } = await this.profiles.updateOne(
      { _id, number: number - 1 },
      { $set: { number, statement, signature } },
      { session },
    );
    return matchedCount === 1;
  }

  /** Null when there is no such account. */
  async findProfile(accountId: string): Promise<ProfileDocument | null> {
    return this.profiles.findById(accountId).lean<ProfileDocument>();
  }

  /** Hash of an account's first event; null when there is no such account. */
  async findCreateHash(accountId: string): Promise<string | null> {
    const event = await this.events.findOne({ accountId, sequence: 1 }, { hash: 1 }).lean<Pick<AccountEventDocument, 'hash'>>();
    return event?.hash ?? null;
  }

  /** An account's newest event; null when there is no such account. */
  async findHead(accountId: string): Promise<AccountEventDocument | null> {
    return this.events.findOne({ accountId }).sort({ sequence: -1 }).lean<AccountEventDocument>();
  }

  /** Bytes of certificates, by hash. */
  async findCertificates(hashes: readonly string[]): Promise<CertificateDocument[]> {
    return this.certificates.find({ _id: { $in: [...hashes] } }).lean<CertificateDocument[]>();
  }

  /**
   * Directory entries in the order asked for; unknown accounts are left out. One after the other: a transaction takes no two at once.
   * Throws `E_LIMIT` where they are more than a client takes; one account never is.
   */
  async findEntries(accountIds: readonly string[], session: ClientSession): Promise<DirectoryEntry[]> {
    const among = { accountId: { $in: [...accountIds] } };
    const room = new EntriesRoom();
    // Read as they come, by the driver's cursors, which close themselves: what is too much must not be in memory first.
    const events = await room.take(
      driverCollection(this.events).find(among, { sort: { accountId: 1, sequence: 1 }, session }),
      ({ statement, signature }) => statement.length + signature.length,
    );
    const certificates = await room.take(driverCollection(this.certificates).find(among, { session }), ({ bytes }) => bytes.length);
    const profiles = await this.profiles
      .find({ _id: { $in: [...accountIds] } })
      .session(session)
      .lean<ProfileDocument[]>();
    const eventsOf = Map.groupBy(events, (event) => event.accountId);
    const certificatesOf = Map.groupBy(certificates, (certificate) => certificate.accountId);
    const profileOf = new Map(profiles.map((profile) => [profile._id, profile]));
    return accountIds.flatMap((accountId) => {
      const profile = profileOf.get(accountId);
      if (!profile) return [];
      return {
        accountId,
        events: (eventsOf.get(accountId) ?? []).map(fromRow),
        certificates: (certificatesOf.get(accountId) ?? []).map(({ bytes }) => toB64u(bytes)),
        profile: fromRow(profile),
      };
    });
  }
}

/** Bytes of events and certificates in one answer: so many that in base64url a client takes them. */
const ENTRIES_BYTES = (ANSWER_BYTES * 3) / 4;

/** Room for the entries of one answer. Chains have thousands of events, and whoever wants may have a hundred accounts. */
class EntriesRoom {
  #left = ENTRIES_BYTES;

  /** All documents. Throws `E_LIMIT` at the first for which there is no room. */
  async take<T>(documents: AsyncIterable<T>, bytesOf: (document: T) => number): Promise<T[]> {
    const taken: T[] = [];
    for await (const document of documents) {
      this.#left -= bytesOf(document);
      if (this.#left < 0)
        throw new SealchartError('E_LIMIT', { detail: `entries of at most ${ENTRIES_BYTES} bytes; ask for fewer accounts` });
      taken.push(document);
    }
    return taken;
  }
}
