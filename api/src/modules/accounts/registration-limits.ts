import { Inject, Injectable } from '@nestjs/common';
import { SealchartError } from '@sealchart/protocol';
import type { AppConfig } from '../../platform/config/app-config.ts';
import { APP_CONFIG } from '../../platform/config/app-config.ts';
import { Lanes } from '../../platform/limits/lanes.ts';
import { RateLimits } from '../../platform/limits/rate-limits.ts';
import { AccountsRepository } from './accounts.repository.ts';

/** One counter for everybody. */
const EVERYBODY = 'all';
/** Registrations that wait for those before them, each a few dozen milliseconds. */
const WAITING = 200;

/**
 * How many accounts this server takes in, and how fast. The per-address rate stops one who floods it; these stop many who do so together.
 *
 * [Note: Room for accounts] Where `INSTANCE_ACCOUNTS` is set, registrations of one node follow one another: the next one counts what the
 * one before has stored. Nodes do not wait for each other, so beside a full server each further node may let one more in, and no more:
 * from then on it counts them too.
 */
@Injectable()
export class RegistrationLimits {
  readonly #oneAfterTheOther = new Lanes(1, WAITING);

  constructor(
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    private readonly accounts: AccountsRepository,
    private readonly limits: RateLimits,
  ) {}

  /**
   * Lets `store` take one account in. Throws `E_QUOTA` where there is no room, `E_THROTTLED` when too many came within the hour, and what
   * `store` throws; what was not stored is not counted.
   */
  async admit(store: () => Promise<void>): Promise<void> {
    const { instanceAccounts } = this.config;
    if (instanceAccounts === 0) return this.#count(store);
    await this.#oneAfterTheOther.run(async () => {
      if (await this.accounts.areAtLeast(instanceAccounts)) {
        throw new SealchartError('E_QUOTA', { detail: `this server has room for ${instanceAccounts} accounts, and all of it is taken` });
      }
      await this.#count(store);
    });
  }

  async #count(store: () => Promise<void>): Promise<void> {
    await this.limits.take('registrations', EVERYBODY);
    try {
      await store();
    } catch (error) {
      // A counter that is away is no reason to say anything else than what went wrong.
      await this.limits.giveBack('registrations', EVERYBODY).catch(() => undefined);
      throw error;
    }
  }
}
