import { Inject, Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { RegisterRequest, RegisterResponse } from '@sealchart/protocol';
import { SealchartError, currentKey } from '@sealchart/protocol';
import type { ClientSession, Connection } from 'mongoose';
import { Clock } from '../../platform/clock.ts';
import { ACCOUNTS } from '../../platform/database/connections.ts';
import { inTransaction } from '../../platform/database/transaction.ts';
import type { Instance } from '../../platform/instance/instance.ts';
import { INSTANCE } from '../../platform/instance/instance.ts';
import type { KeptLogin } from './account.schema.ts';
import { AccountChainsRepository } from './account-chains.repository.ts';
import { AccountsRepository } from './accounts.repository.ts';
import { IdentityHash } from './identity-hash.ts';
import { LoginHash } from './login-hash.ts';
import type { CheckedRegistration } from './registration-checks.ts';
import { checkRegistration } from './registration-checks.ts';
import { RegistrationLimits } from './registration-limits.ts';
import { eventRow, toRow } from './statement-rows.ts';

/** Takes new accounts in: all of one, or nothing. */
@Injectable()
export class RegistrationService {
  constructor(
    @InjectConnection(ACCOUNTS) private readonly connection: Connection,
    @Inject(INSTANCE) private readonly instance: Instance,
    private readonly accounts: AccountsRepository,
    private readonly chains: AccountChainsRepository,
    private readonly identities: IdentityHash,
    private readonly logins: LoginHash,
    private readonly clock: Clock,
    private readonly limits: RegistrationLimits,
  ) {}

  /**
   * Registers. Throws what `checkRegistration` throws, `E_EXISTS` for a `create` event that was taken in before, `E_CONFLICT` for
   * another one of the same account, `E_IDENTIFIER_TAKEN` for an address that has an account, `E_CERT` for a key that is in use already,
   * and what `RegistrationLimits.admit` throws.
   */
  async register(request: RegisterRequest): Promise<RegisterResponse> {
    const checked = await checkRegistration(request, this.instance.instanceId, this.clock.now());
    const { accountId, hashes } = checked.chain;
    // Whoever lost the answer hears that the account is there, also where no further one has room.
    if (await this.accounts.exists(accountId)) throw await this.#existing(accountId, hashes[0]);
    await this.limits.admit(async () => {
      const login = await this.logins.hash(request.loginSecret);
      await inTransaction(this.connection, (session) => this.#store(session, request, { ...checked, login }));
    });
    return { accountId };
  }

  async #store(
    session: ClientSession,
    request: RegisterRequest,
    checked: CheckedRegistration & { readonly login: KeptLogin },
  ): Promise<void> {
    const { chain, events, profile, login } = checked;
    const { accountId } = chain;
    const { certificate } = currentKey(chain);
    const account = {
      _id: accountId,
      ...login,
      kdf: request.kdf,
      certificateHash: certificate.hash,
      createdAt: new Date(this.clock.now()),
    };
    if (!(await this.accounts.insertAccount(account, session))) throw await this.#existing(accountId, chain.hashes[0]);
    const identity = { _id: this.identities.idOf(request.identifier), accountId };
    if (!(await this.accounts.insertIdentity(identity, session))) throw new SealchartError('E_IDENTIFIER_TAKEN');
    await this.accounts.insertBundle({ _id: accountId, version: request.bundle.version, bundle: JSON.stringify(request.bundle) }, session);
    await this.chains.insertCertificate({ _id: certificate.hash, accountId, bytes: Buffer.from(certificate.bytes) }, session);
    await this.chains.insertProfile({ _id: accountId, number: profile.value.number, ...toRow(profile) }, session);
    await this.chains.insertEvents(
      events.map((event) => eventRow(accountId, event)),
      session,
    );
  }

  /** An answer that was lost on the way is asked for again: the same account, then, is no fault. */
  async #existing(accountId: string, createHash: string | undefined): Promise<SealchartError> {
    const isSame = (await this.chains.findCreateHash(accountId)) === createHash;
    if (!isSame) return new SealchartError('E_CONFLICT');
    const isOpen = (await this.accounts.findOpen(accountId)) !== null;
    return new SealchartError('E_EXISTS', isOpen ? {} : { detail: 'it was closed: register with a new key' });
  }
}
