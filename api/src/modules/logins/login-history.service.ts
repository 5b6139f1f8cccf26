import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { LoginAttempt, LoginsResponse } from '@sealchart/protocol';
import { LOGIN_PAGE, joinNul, toInstant } from '@sealchart/protocol';
import { Clock } from '../../platform/clock.ts';
import type { AppConfig } from '../../platform/config/app-config.ts';
import { APP_CONFIG } from '../../platform/config/app-config.ts';
import { addressKey, neighbourhoodOf } from '../../platform/limits/address-key.ts';
import { Counter } from '../../platform/limits/counter.ts';
import type { AccountOrigin } from '../accounts/accounts.service.ts';
import { AccountsService } from '../accounts/accounts.service.ts';
import type { LoginAttemptDocument } from './login-attempt.schema.ts';
import type { NewAttempt } from './login-attempts.repository.ts';
import { LoginAttemptsRepository } from './login-attempts.repository.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** Characters of an address as it is kept; the longest, IPv6 with a zone, is shorter. */
const ADDRESS_CHARACTERS = 64;
/**
 * Refusals without judgement that one neighbourhood of addresses may have written down in an hour on one node: whoever sprays must not fill
 * the disk, and 2^16 households of IPv6 cost nothing.
 */
const FOLDED_PER_HOUR = 600;

/** An attempt as it is known before it is judged. */
export interface Attempt {
  /** Keyed hash of what was named as account, whether there is one or not. */
  readonly identityId: string;
  /** Undefined where there is no account. */
  readonly origin: AccountOrigin | undefined;
  readonly way: LoginAttempt['way'];
  readonly address: string;
  readonly device: string;
  readonly isKnownDevice: boolean;
}

/** Writes down who tried to get into an account, and shows it to whoever owns it. */
@Injectable()
export class LoginHistory {
  readonly #folded = Counter.ofNode('folded', { points: FOLDED_PER_HOUR, seconds: HOUR_MS / 1_000 });

  constructor(
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    private readonly attempts: LoginAttemptsRepository,
    private readonly accounts: AccountsService,
    private readonly clock: Clock,
  ) {}

  /** Writes down an attempt that was judged. Does the same work whether there is an account or not. */
  async record(attempt: Attempt, result: 'in' | 'refused'): Promise<void> {
    await this.attempts.insert(await this.#rowOf(attempt, result));
  }

  /** Writes down an attempt that was not judged: one row for each identity, address and hour. */
  async recordThrottled(attempt: Attempt): Promise<void> {
    const key = addressKey(attempt.address);
    const hasRoom = await this.#folded.take(neighbourhoodOf(attempt.address)).then(
      () => true,
      () => false,
    );
    if (!hasRoom) return;
    const hour = Math.floor(this.clock.now() / HOUR_MS);
    const fold = createHash('sha256')
      .update(joinNul(attempt.identityId, attempt.way, key, String(hour)))
      .digest('base64url');
    await this.attempts.fold(await this.#rowOf(attempt, 'throttled'), fold);
  }

  /** One page of the history of an account, newest first; only what happened since the account exists: others may have had its address. */
  async page(accountId: string, before: string | undefined): Promise<LoginsResponse> {
    const origin = await this.accounts.findOrigin(accountId);
    if (!origin) return { logins: [] };
    const rows = await this.attempts.findPage(origin.identityId, this.#since(origin), before);
    const shown = rows.slice(0, LOGIN_PAGE);
    const last = shown.at(-1);
    return { logins: shown.map(viewOf), ...(rows.length > shown.length && last ? { before: last._id.toHexString() } : {}) };
  }

  async #rowOf({ identityId, origin, way, address, device, isKnownDevice }: Attempt, result: LoginAttempt['result']): Promise<NewAttempt> {
    const now = this.clock.now();
    const neighbourhood = neighbourhoodOf(address);
    const hasEntered = await this.attempts.hasEntered(identityId, neighbourhood, this.#since(origin));
    return {
      identityId,
      at: new Date(now),
      way,
      result,
      address: address.slice(0, ADDRESS_CHARACTERS),
      neighbourhood,
      device,
      isKnownDevice,
      // The first login of all has nothing to differ from.
      isUnusual: !isKnownDevice && !hasEntered && origin?.loginAt !== undefined,
      expiresAt: new Date(now + this.config.loginHistoryDays * DAY_MS),
    };
  }

  #since(origin: AccountOrigin | undefined): Date {
    return new Date(Math.max(this.clock.now() - this.config.loginHistoryDays * DAY_MS, origin?.createdAt.getTime() ?? 0));
  }
}

function viewOf({ at, way, result, address, device, isKnownDevice, isUnusual, count }: LoginAttemptDocument): LoginAttempt {
  return { at: toInstant(at.getTime()), way, result, address, device, isKnownDevice, isUnusual, count };
}
