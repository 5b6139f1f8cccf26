import type { ElementManifest, ElementWrite } from '@sealchart/protocol';
import type { ClientSession, Collection, Db } from 'mongodb';
import { MongoClient } from 'mongodb';
import type {
  BareAccount,
  BareCertificate,
  BareContent,
  BareElement,
  BareFeedHead,
  BareFeedRow,
  BareKeyPacket,
  BareSession,
  BareVersion,
} from './bare-documents.ts';

/** One checked write: what is stored of it. */
export interface BareWrite {
  readonly value: ElementManifest;
  readonly hash: string;
  readonly statement: Buffer;
  readonly signature: Buffer;
  readonly item: ElementWrite;
}

/** The product's documents, kept with the driver alone: same collections, same concerns, same transaction, no schema and no model. */
export class BareStore {
  readonly #client: MongoClient;
  readonly #records: Db;
  readonly sessions: Collection<BareSession>;
  readonly accounts: Collection<BareAccount>;
  readonly certificates: Collection<BareCertificate>;
  readonly elements: Collection<BareElement>;
  readonly versions: Collection<BareVersion>;
  readonly contents: Collection<BareContent>;
  readonly keyPackets: Collection<BareKeyPacket>;

  constructor(uri: string, name: string) {
    this.#client = new MongoClient(uri, { promoteBuffers: true, writeConcern: { w: 'majority' }, readConcern: { level: 'majority' } });
    const people = this.#client.db(`${name}_accounts`);
    this.sessions = people.collection('sessions');
    this.accounts = people.collection('accounts');
    this.certificates = people.collection('certificates');
    this.#records = this.#client.db(`${name}_records`);
    this.elements = this.#records.collection('elements');
    this.versions = this.#records.collection('elementversions');
    this.contents = this.#records.collection('elementcontents');
    this.keyPackets = this.#records.collection('keypackets');
  }

  /** Makes the one index beside those of the ids. */
  async open(): Promise<void> {
    await this.#feedRows.createIndex({ principal: 1, seq: 1 }, { unique: true });
  }

  /** Stores new elements in one transaction: head, manifest, content, key packets, and one feed row for each reader. */
  async add(writes: readonly BareWrite[]): Promise<void> {
    const options = { readConcern: { level: 'snapshot' }, writeConcern: { w: 'majority' } } as const;
    await this.#client.withSession((session) => session.withTransaction(() => this.#insert(session, writes), options));
  }

  close(): Promise<void> {
    return this.#client.close();
  }

  get #feedHeads(): Collection<BareFeedHead> {
    return this.#records.collection('feedheads');
  }

  get #feedRows(): Collection<BareFeedRow> {
    return this.#records.collection('feedrows');
  }

  async #insert(session: ClientSession, writes: readonly BareWrite[]): Promise<void> {
    await this.elements.insertMany(writes.map(elementOf), { session });
    await this.versions.insertMany(writes.map(versionOf), { session });
    await this.contents.insertMany(writes.map(contentOf), { session });
    await this.keyPackets.insertMany(writes.flatMap(keyPacketsOf), { session });
    const rows = writes.flatMap(rowsOf);
    for (const [principal, own] of Map.groupBy(rows, (row) => row.principal)) {
      const head = await this.#feedHeads.findOneAndUpdate(
        { _id: principal },
        { $inc: { seq: own.length } },
        { upsert: true, returnDocument: 'after', session },
      );
      const first = (head?.seq ?? 0) - own.length + 1;
      const placed = own.map((row, i) => ({ _id: `${principal}/${first + i}`, ...row, seq: first + i }));
      await this.#feedRows.insertMany(placed, { session });
    }
  }
}

const keyOf = (elementId: string, version: number): string => `${elementId}:${String(version).padStart(5, '0')}`;

function elementOf({ value, hash }: BareWrite): BareElement {
  const { elementId: _id, recordId, version, audience, content, author: contentAuthor } = value;
  return { _id, recordId, version, manifestHash: hash, audience, content, contentAuthor };
}

function versionOf({ value, hash, statement, signature }: BareWrite): BareVersion {
  return { _id: keyOf(value.elementId, value.version), recordId: value.recordId, hash, statement, signature };
}

function contentOf({ value, item }: BareWrite): BareContent {
  const data = Buffer.from(item.dataPacket ?? '', 'base64url');
  return { _id: keyOf(value.elementId, value.version), recordId: value.recordId, data, open: item.open ?? {} };
}

function keyPacketsOf({ value, item }: BareWrite): BareKeyPacket[] {
  return item.keyPackets.map(({ principal, epoch, packet }) => ({
    _id: `${value.elementId}:${principal}:${String(value.version).padStart(5, '0')}`,
    recordId: value.recordId,
    epoch,
    packet: Buffer.from(packet, 'base64url'),
  }));
}

function rowsOf({ value, hash }: BareWrite): Omit<BareFeedRow, '_id' | 'seq'>[] {
  const { elementId: id, version } = value;
  return value.audience.map(({ principal }) => ({ principal, kind: 'element', id, version, hash }));
}
