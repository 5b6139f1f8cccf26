import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { DirectoryEntry, SignedStatement } from '@sealchart/protocol';
import { toB64u, toSignedStatement } from '@sealchart/protocol';
import type { ClientSession } from 'mongoose';
import { Model } from 'mongoose';
import { ACCOUNTS } from '../../platform/database/connections.ts';
import type { AccountEventDocument, CertificateDocument, ProfileDocument } from './account.schema.ts';
import { ACCOUNT_EVENT_ROW, CERTIFICATE, PROFILE_ROW } from './account.schema.ts';

/** What is public of accounts: chains, certificates, profiles. */
@Injectable()
export class AccountChainsRepository {
  constructor(
    @InjectModel(ACCOUNT_EVENT_ROW, ACCOUNTS) private readonly events: Model<AccountEventDocument>,
    @InjectModel(CERTIFICATE, ACCOUNTS) private readonly certificates: Model<CertificateDocument>,
    @InjectModel(PROFILE_ROW, ACCOUNTS) private readonly profiles: Model<ProfileDocument>,
  ) {}

  async insertEvents(events: readonly AccountEventDocument[], session: ClientSession): Promise<void> {
    await this.events.insertMany(events, { session });
  }

  async insertCertificate(certificate: CertificateDocument, session: ClientSession): Promise<void> {
    await this.certificates.insertMany([certificate], { session });
  }

  async insertProfile(profile: ProfileDocument, session: ClientSession): Promise<void> {
    await this.profiles.insertMany([profile], { session });
  }

  /** Hash of an account's first event; null when there is no such account. */
  async findCreateHash(accountId: string): Promise<string | null> {
    const event = await this.events.findOne({ accountId, sequence: 1 }, { hash: 1 }).lean<Pick<AccountEventDocument, 'hash'>>();
    return event?.hash ?? null;
  }

  /** Bytes of certificates, by hash. */
  async findCertificates(hashes: readonly string[]): Promise<CertificateDocument[]> {
    return this.certificates.find({ _id: { $in: [...hashes] } }).lean<CertificateDocument[]>();
  }

  /** Directory entries in the order asked for; unknown accounts are left out. */
  async findEntries(accountIds: readonly string[]): Promise<DirectoryEntry[]> {
    const among = { accountId: { $in: [...accountIds] } };
    const [events, certificates, profiles] = await Promise.all([
      this.events.find(among).sort({ accountId: 1, sequence: 1 }).lean<AccountEventDocument[]>(),
      this.certificates.find(among).lean<CertificateDocument[]>(),
      this.profiles.find({ _id: { $in: [...accountIds] } }).lean<ProfileDocument[]>(),
    ]);
    const eventsOf = Map.groupBy(events, (event) => event.accountId);
    const certificatesOf = Map.groupBy(certificates, (certificate) => certificate.accountId);
    const profileOf = new Map(profiles.map((profile) => [profile._id, profile]));
    return accountIds.flatMap((accountId) => {
      const profile = profileOf.get(accountId);
      if (!profile) return [];
      return {
        accountId,
        events: (eventsOf.get(accountId) ?? []).map(toSigned),
        certificates: (certificatesOf.get(accountId) ?? []).map(({ bytes }) => toB64u(bytes)),
        profile: toSigned(profile),
      };
    });
  }
}

function toSigned({ statement, signature }: { readonly statement: Buffer; readonly signature: Buffer }): SignedStatement {
  return toSignedStatement(statement, signature);
}
