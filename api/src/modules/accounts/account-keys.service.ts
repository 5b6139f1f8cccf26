import { Injectable } from '@nestjs/common';
import type { Certificate } from '@sealchart/protocol';
import { readCertificate } from '@sealchart/protocol';
import { AccountChainsRepository } from './account-chains.repository.ts';
import { AccountsRepository } from './accounts.repository.ts';

/** Certificates kept read: each has some 5 KiB with its imported key. */
const KEPT = 2_000;

/** The current keys of accounts, read and ready to verify with. */
@Injectable()
export class AccountKeysService {
  /** By certificate hash, least recently used first. */
  readonly #read = new Map<string, Certificate>();

  constructor(
    private readonly accounts: AccountsRepository,
    private readonly chains: AccountChainsRepository,
  ) {}

  /** The current certificates, by account id; accounts that do not exist are left out. Which key is current is asked every time. */
  async findCurrent(accountIds: readonly string[]): Promise<ReadonlyMap<string, Certificate>> {
    const hashes = await this.accounts.findCertificateHashes([...new Set(accountIds)]);
    const unread = [...new Set(hashes.values())].filter((hash) => !this.#read.has(hash));
    const loaded = new Map<string, Certificate>();
    for (const { _id, accountId, bytes } of unread.length === 0 ? [] : await this.chains.findCertificates(unread)) {
      loaded.set(_id, await readCertificate(bytes, { accountId }));
    }
    const current = new Map<string, Certificate>();
    for (const [accountId, hash] of hashes) {
      const certificate = loaded.get(hash) ?? this.#read.get(hash);
      if (!certificate) continue;
      current.set(accountId, certificate);
      this.#keep(hash, certificate);
    }
    return current;
  }

  #keep(hash: string, certificate: Certificate): void {
    this.#read.delete(hash);
    this.#read.set(hash, certificate);
    if (this.#read.size <= KEPT) return;
    const [oldest] = this.#read.keys();
    if (oldest !== undefined) this.#read.delete(oldest);
  }
}
