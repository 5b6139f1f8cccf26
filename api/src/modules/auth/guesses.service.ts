import type { OnModuleInit } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { LOGIN_FAILURES_PER_HOUR, SealchartError } from '@sealchart/protocol';
import type { Connection } from 'mongoose';
import type { KnownDevice } from '../../access/known-devices.service.ts';
import { KnownDevices } from '../../access/known-devices.service.ts';
import { Clock } from '../../platform/clock.ts';
import { ACCOUNTS } from '../../platform/database/connections.ts';
import { addressKey, neighbourhoodOf } from '../../platform/limits/address-key.ts';
import { Counter } from '../../platform/limits/counter.ts';
import { RateLimits } from '../../platform/limits/rate-limits.ts';
import type { Attempt } from '../logins/login-history.service.ts';
import { FailureStreaksRepository } from './failure-streaks.repository.ts';

const HOUR_SECONDS = 3_600;
/** The one key of the counter that all addresses and accounts share. */
const WHOLE_SERVER = 'all';

/** A try that was counted. */
export interface CountedTry {
  /** The try was not judged, and so told nobody anything: it does not count. */
  readonly undo: () => Promise<void>;
  /** The try was right: nothing of this account is held against anybody any more. */
  readonly succeed: () => Promise<void>;
}

/** Takes something back; what cannot be taken back costs a try, no more. */
type Undo = () => Promise<unknown>;

/**
 * [Note: Guessing] Every try is counted before it is judged, so that of many at once, too, only so many are. A stranger's try counts
 * against its address and neighbourhood, against the account (by the hour, and in a row), and against the whole server; counters lie in MongoDB for all
 * nodes, and where nobody can count nothing is judged. A device that got in before shows its token and has counters of its own and no
 * others: strangers who lock an account with wrong passwords lock out strangers alone.
 *
 * Recovery is counted by address and neighbourhood alone: 160 random bits cannot be guessed at any rate, and a counter by account or of the whole server
 * would let strangers close the last way in. Addresses without account are counted, and refused, alike, by their keyed hash; an account by its own id, so that whoever
 * registers does not find the way closed by guesses at the address from before.
 */
@Injectable()
export class Guesses implements OnModuleInit {
  #ofAccount: Counter | undefined;
  #ofDevice: Counter | undefined;

  constructor(
    @InjectConnection(ACCOUNTS) private readonly connection: Connection,
    private readonly limits: RateLimits,
    private readonly streaks: FailureStreaksRepository,
    private readonly devices: KnownDevices,
    private readonly clock: Clock,
  ) {}

  async onModuleInit(): Promise<void> {
    const rate = { points: LOGIN_FAILURES_PER_HOUR, seconds: HOUR_SECONDS };
    this.#ofAccount = await Counter.shared(this.connection, 'login-failures', rate);
    this.#ofDevice = await Counter.shared(this.connection, 'device-failures', rate);
  }

  /**
   * Counts a try. Undefined when the device's token has no tries left: it is a stranger's from then on. Throws `E_THROTTLED`, and
   * `E_UNAVAILABLE` when nobody can count.
   */
  async countDevice(attempt: Attempt, device: KnownDevice): Promise<CountedTry | undefined> {
    const undo = await this.#takeAll([
      async () => {
        await this.#ofDevice?.take(device.deviceId);
        return async () => this.#ofDevice?.giveBack(device.deviceId);
      },
    ]);
    if (!(await this.#closed(() => this.devices.takeTry(device)))) return undefined;
    return {
      undo: async () => {
        await Promise.all([undo(), quietly(() => this.devices.giveTryBack(device))]);
      },
      succeed: async () => {
        await Promise.all([this.#ofDevice?.forget(device.deviceId), this.streaks.forget(subjectOf(attempt))]);
      },
    };
  }

  /** Counts a try. Throws `E_GUESSED`, `E_THROTTLED`, and `E_UNAVAILABLE` when nobody can count; nothing but the address has paid then. */
  async countStranger(attempt: Attempt): Promise<CountedTry> {
    const { way, address } = attempt;
    const subject = subjectOf(attempt);
    await Promise.all([this.limits.take('login', addressKey(address)), this.limits.take('neighbourhood', neighbourhoodOf(address))]);
    const ofServer = async () => {
      await this.limits.take('guesses', WHOLE_SERVER);
      return () => this.limits.giveBack('guesses', WHOLE_SERVER);
    };
    const ofAccount = [
      async () => {
        const isFree = await this.#closed(() => this.streaks.take(subject, new Date(this.clock.now())));
        if (!isFree) throw new SealchartError('E_GUESSED');
        return () => this.streaks.giveBack(subject);
      },
      async () => {
        await this.#ofAccount?.take(subject);
        return async () => this.#ofAccount?.giveBack(subject);
      },
    ];
    const isPassword = way === 'password';
    // The server's first: what is tried when that is full leaves no counters of made-up addresses behind.
    const undo = await this.#takeAll(isPassword ? [ofServer] : [], isPassword ? ofAccount : []);
    return {
      undo: async () => {
        const ofPlace = [
          () => this.limits.giveBack('login', addressKey(address)),
          () => this.limits.giveBack('neighbourhood', neighbourhoodOf(address)),
        ];
        await Promise.all([undo(), ...ofPlace.map(quietly)]);
      },
      succeed: async () => {
        const paid = isPassword ? this.limits.giveBack('guesses', WHOLE_SERVER) : undefined;
        await Promise.all([paid, this.#ofAccount?.forget(subject), this.streaks.forget(subject)]);
      },
    };
  }

  /** Takes from groups of counters in turn, from those of a group at once; where one refuses, the others get back what they gave. */
  async #takeAll(...groups: readonly (readonly (() => Promise<Undo>)[])[]): Promise<() => Promise<void>> {
    const undos: Undo[] = [];
    const undo = async (): Promise<void> => {
      await Promise.all(undos.map(quietly));
    };
    for (const counters of groups) {
      const taken = await Promise.allSettled(counters.map((take) => take()));
      undos.push(...taken.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : [])));
      const refused = taken.find((one) => one.status === 'rejected');
      if (!refused) continue;
      await undo();
      throw refused.reason;
    }
    return undo;
  }

  /** Whatever goes wrong while counting closes the way. */
  async #closed<T>(count: () => Promise<T>): Promise<T> {
    try {
      return await count();
    } catch (cause) {
      throw new SealchartError('E_UNAVAILABLE', { cause });
    }
  }
}

/** Under what the tries at an account, or at an address without one, are counted. */
function subjectOf({ identityId, origin }: Attempt): string {
  return origin?.accountId ?? identityId;
}

async function quietly(undo: Undo): Promise<void> {
  await undo().catch(() => undefined);
}
