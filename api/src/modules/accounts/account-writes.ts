import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { AccountEvent, KeyBundle, ParsedStatement } from '@sealchart/protocol';
import { SealchartError, currentKey } from '@sealchart/protocol';
import type { ClientSession, Connection } from 'mongoose';
import type { Caller } from '../../access/caller.ts';
import { KnownDevices } from '../../access/known-devices.service.ts';
import { SessionsService } from '../../access/sessions.service.ts';
import { ACCOUNTS } from '../../platform/database/connections.ts';
import { inTransaction } from '../../platform/database/transaction.ts';
import { AccountChainsRepository } from './account-chains.repository.ts';
import type { AccountDocument, KeptLogin, ProfileDocument } from './account.schema.ts';
import { AccountsRepository } from './accounts.repository.ts';
import type { CheckedBundleWrite } from './bundle-write-checks.ts';
import { eventRow } from './statement-rows.ts';

/** A checked bundle and what it takes to store it. */
export interface BundleToStore extends Pick<CheckedBundleWrite, 'chain' | 'events' | 'rotation' | 'recoveryHash'> {
  readonly bundle: KeyBundle;
  /** The certificate under which the write was judged. */
  readonly certificateHash: string;
  /** With a new password only. */
  readonly login: (KeptLogin & Pick<AccountDocument, 'kdf'>) | undefined;
}

/** The account and key that a change was judged by. */
export interface JudgedAccount {
  readonly accountId: string;
  readonly certificateHash: string;
}

/**
 * Changes of accounts that exist: each is one transaction, all or nothing. Each also changes the account's document, under the key that
 * it was judged by, so that of two changes at once one is judged by what the other left: `E_CONFLICT`.
 */
@Injectable()
export class AccountWrites {
  constructor(
    @InjectConnection(ACCOUNTS) private readonly connection: Connection,
    private readonly accounts: AccountsRepository,
    private readonly chains: AccountChainsRepository,
    private readonly sessions: SessionsService,
    private readonly devices: KnownDevices,
  ) {}

  /**
   * Stores the next bundle. A new password ends all other sessions, and a recovery session with them; a kit that is replaced or taken away
   * ends what it began; a rotation for compromise ends all known devices too, and gives the caller's a new token. A recovery gets one in
   * any case: the login that follows it must not wait because strangers are guessing.
   */
  async writeBundle(caller: Caller, write: BundleToStore): Promise<{ readonly deviceToken?: string }> {
    const isToldDevice = write.rotation === 'compromise' || caller.kind === 'recovery';
    const device = isToldDevice ? await this.#deviceOf(caller) : undefined;
    const stored = await inTransaction(this.connection, async (session) => {
      await this.#storeBundle(caller.accountId, write, session);
      if (write.login !== undefined) {
        const except = caller.kind === 'recovery' ? {} : { except: caller.sessionId };
        await this.sessions.endAll(caller.accountId, { ...except, session });
      } else if (write.recoveryHash !== undefined) {
        await this.sessions.endRecoveries(caller.accountId, session);
      }
      if (write.rotation === 'compromise') await this.devices.endAll(caller.accountId, session);
      return device === undefined ? {} : { deviceToken: await this.devices.issue(caller.accountId, device, session) };
    });
    if (write.login !== undefined) this.sessions.tellEnd(caller.accountId);
    return stored;
  }

  /** A new token for the device of a caller whose first answer was lost. */
  async issueDeviceToken(caller: Caller): Promise<{ readonly deviceToken?: string }> {
    const device = await this.#deviceOf(caller);
    return device === undefined ? {} : { deviceToken: await this.devices.issue(caller.accountId, device) };
  }

  async writeProfile(account: JudgedAccount, profile: ProfileDocument): Promise<void> {
    await inTransaction(this.connection, async (session) => {
      if (!(await this.accounts.change(account, {}, session))) throw new SealchartError('E_CONFLICT');
      if (!(await this.chains.replaceProfile(profile, session))) throw new SealchartError('E_CONFLICT');
    });
  }

  /** Ends an account: nothing leads into it any more, its address is free, its chain stays to be read. */
  async close(account: JudgedAccount, event: ParsedStatement<AccountEvent>, closedAt: Date): Promise<void> {
    const { accountId } = account;
    await inTransaction(this.connection, async (session) => {
      if (!(await this.accounts.close(account, closedAt, session))) throw new SealchartError('E_CONFLICT');
      await this.chains.insertEvents([eventRow(accountId, event)], session);
      await this.sessions.endAll(accountId, { session });
      await this.devices.endAll(accountId, session);
    });
    this.sessions.tellEnd(accountId);
  }

  async #storeBundle(accountId: string, write: BundleToStore, session: ClientSession): Promise<void> {
    const { bundle, chain, events, login, recoveryHash, certificateHash, rotation } = write;
    const next = { _id: accountId, version: bundle.version, bundle: JSON.stringify(bundle) };
    if (!(await this.accounts.replaceBundle(next, session))) throw new SealchartError('E_CONFLICT');
    const { certificate } = currentKey(chain);
    const change = {
      ...(login === undefined ? {} : { login }),
      ...(recoveryHash === undefined ? {} : { recoveryHash }),
      ...(rotation === undefined ? {} : { certificateHash: certificate.hash }),
    };
    if (!(await this.accounts.change({ accountId, certificateHash }, change, session))) throw new SealchartError('E_CONFLICT');
    if (rotation !== undefined) {
      await this.chains.insertCertificate({ _id: certificate.hash, accountId, bytes: Buffer.from(certificate.bytes) }, session);
    }
    const rows = events.map((event) => eventRow(accountId, event));
    await this.chains.insertEvents(rows, session);
  }

  /** What the caller's session is listed under. */
  async #deviceOf(caller: Caller): Promise<string | undefined> {
    return (await this.sessions.list(caller)).find(({ isCurrent }) => isCurrent)?.device;
  }
}
