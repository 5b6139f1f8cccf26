import type { OnModuleInit } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { RateClass } from '@sealchart/protocol';
import { RATES, SealchartError } from '@sealchart/protocol';
import type { Connection } from 'mongoose';
import { ACCOUNTS } from '../database/connections.ts';
import { Counter } from './counter.ts';

/** The counters of all rate classes. */
@Injectable()
export class RateLimits implements OnModuleInit {
  readonly #counters = new Map<RateClass, Counter>();

  constructor(@InjectConnection(ACCOUNTS) private readonly connection: Connection) {}

  async onModuleInit(): Promise<void> {
    for (const [name, rate] of Object.entries(RATES) as [RateClass, (typeof RATES)[RateClass]][]) {
      this.#counters.set(name, rate.shared ? await Counter.shared(this.connection, name, rate) : Counter.ofNode(name, rate));
    }
  }

  /** Counts one request. Throws `E_THROTTLED` above the rate, `E_UNAVAILABLE` where it cannot be counted. */
  async take(rateClass: RateClass, key: string): Promise<void> {
    await this.#counter(rateClass).take(key);
  }

  /** Gives back what was taken for a request that does not count after all. */
  async giveBack(rateClass: RateClass, key: string): Promise<void> {
    await this.#counter(rateClass).giveBack(key);
  }

  #counter(rateClass: RateClass): Counter {
    const counter = this.#counters.get(rateClass);
    if (!counter) throw new SealchartError('E_INTERNAL', { cause: new Error(`no counter ${rateClass}`) });
    return counter;
  }
}
