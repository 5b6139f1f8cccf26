import { Injectable } from '@nestjs/common';
import { SealchartError } from '@sealchart/protocol';
import type { KnownDevice } from '../../access/known-devices.service.ts';
import { KnownDevices } from '../../access/known-devices.service.ts';
import type { ProvenAccount } from '../accounts/accounts.service.ts';
import { AccountsService } from '../accounts/accounts.service.ts';
import { IdentityHash } from '../accounts/identity-hash.ts';
import type { Attempt } from '../logins/login-history.service.ts';
import { LoginHistory } from '../logins/login-history.service.ts';
import type { CountedTry } from './guesses.service.ts';
import { Guesses } from './guesses.service.ts';

/** Who asks to be let in, before anything is proven. */
export interface LoginClaim {
  readonly way: Attempt['way'];
  /** E-mail address; for a recovery also an account id. */
  readonly account: string;
  readonly device: string;
  readonly deviceToken: string | undefined;
  /** Network address of the request. */
  readonly address: string;
}

/** Whom a login or a recovery proved. Not a caller: there is no session yet. */
export interface ProvenLogin extends ProvenAccount {
  readonly address: string;
  /** The device, where it was known before. */
  readonly known: KnownDevice | undefined;
}

/**
 * Counts, judges and writes down every try to get in.
 *
 * [Note: Alike] Whoever names an account that does not exist must not learn that from form, size or time of the answer. So each step asks
 * the database as often, and hashes as much, for unknown people as for known ones; nothing returns early but a refusal that comes alike;
 * and what is left of a difference is hidden by `even-time.ts`.
 */
@Injectable()
export class LoginJudge {
  constructor(
    private readonly accounts: AccountsService,
    private readonly identities: IdentityHash,
    private readonly devices: KnownDevices,
    private readonly guesses: Guesses,
    private readonly history: LoginHistory,
  ) {}

  /**
   * Whom `prove` proves; undefined when it says nobody. Throws `E_GUESSED`, `E_THROTTLED` and `E_UNAVAILABLE` where there was no judgement,
   * and whatever `prove` throws.
   */
  async judge(claim: LoginClaim, prove: () => Promise<ProvenAccount | undefined>): Promise<ProvenLogin | undefined> {
    const { way, account, device, address } = claim;
    const [origin, found] = await Promise.all([this.accounts.findOrigin(account), this.devices.find(claim.deviceToken)]);
    const known = found !== undefined && found.accountId === origin?.accountId ? found : undefined;
    const identityId = origin?.identityId ?? this.identities.idOf(account);
    const attempt: Attempt = { identityId, origin, way, address, device, isKnownDevice: known !== undefined };
    const counted = await this.#count(attempt, known);
    try {
      const proven = await prove();
      await this.history.record(attempt, proven ? 'in' : 'refused');
      if (!proven) return undefined;
      await counted.succeed();
      return { ...proven, address, known };
    } catch (error) {
      await counted.undo();
      throw error;
    }
  }

  async #count(attempt: Attempt, known: KnownDevice | undefined): Promise<CountedTry> {
    try {
      const ofDevice = known && (await this.guesses.countDevice(attempt, known));
      return ofDevice ?? (await this.guesses.countStranger(attempt));
    } catch (error) {
      if (error instanceof SealchartError && error.status === 429) await this.history.recordThrottled(attempt);
      throw error;
    }
  }
}
