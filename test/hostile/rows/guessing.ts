import { RATES, toB64u } from '@sealchart/protocol';
import type { RateClass } from '@sealchart/protocol';
import type { RawAnswer, RawRequest } from '../harness/client-row.ts';
import { ask } from '../harness/raw-request.ts';
import type { Actor, Stage } from '../harness/stage.ts';

/** A guess at a login secret or at the words of a kit. */
export const guess = (): string => toB64u(crypto.getRandomValues(new Uint8Array(32)));

/** Where a request says that it comes from, and what else it says. */
export type Origin = Pick<RawRequest, 'from' | 'headers'>;

/** Shows the server a login secret. */
export const tryLogin = (stage: Stage, identifier: string, loginSecret = guess(), origin: Origin = {}): Promise<RawAnswer> =>
  ask(stage, { method: 'POST', path: '/v1/auth/login', body: { identifier, loginSecret, device: 'a device' }, ...origin });

/** Shows it what the words of a kit prove. */
export const tryKit = (stage: Stage, account: string, origin: Origin = {}): Promise<RawAnswer> =>
  ask(stage, { method: 'POST', path: '/v1/auth/recover', body: { account, recoveryLogin: guess(), device: 'a device' }, ...origin });

/** The login secret that the device of a person has shown. */
export function loginSecretOf({ traffic }: Actor): string {
  const { request } = traffic.exchanges.find((exchange) => exchange.request.url.endsWith('/auth/login')) ?? {};
  const { loginSecret } = JSON.parse(request?.body ?? '{}') as { loginSecret?: string };
  if (loginSecret === undefined) throw new Error('a device that never logged in');
  return loginSecret;
}

/** As it is when all but so many of what one may do in an hour is done. */
export async function leave({ hostile }: Stage, left: number, rateClass: RateClass, key: string): Promise<void> {
  await setPoints(hostile.accounts, `${rateClass}:${key}`, RATES[rateClass].points - left);
}

/** Counters lie in the database. */
export async function setPoints(accounts: Stage['hostile']['accounts'], key: string, points: number): Promise<void> {
  const expire = new Date(Date.now() + 3_600_000);
  await accounts.collection('rates').replaceOne({ key }, { key, points, expire }, { upsert: true });
}

/** The last answer to what is asked so often, one after the other. */
export async function lastOf(times: number, act: (i: number) => Promise<RawAnswer>): Promise<RawAnswer> {
  let answer = await act(0);
  for (let i = 1; i < times; i += 1) answer = await act(i);
  return answer;
}
