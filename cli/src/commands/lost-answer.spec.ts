import { afterEach, describe, expect, it } from '@jest/globals';
import type { ErrorCode } from '@sealchart/protocol';
import { SealchartError } from '@sealchart/protocol';
import { testContext } from '../testing/test-context.ts';
import { testHost } from '../testing/test-host.ts';
import { LOST_PASSWORD, adviseIfClosed, adviseIfLost } from './lost-answer.ts';

const hosts: ReturnType<typeof testHost>[] = [];
afterEach(() => hosts.splice(0).forEach((host) => host.remove()));

async function toldWhen(act: () => Promise<string>) {
  const host = testHost();
  hosts.push(host);
  const end = await adviseIfLost(testContext(host).context, LOST_PASSWORD, act).catch((error: unknown) => error);
  return { end, told: host.err() };
}

describe('a change that the server did not confirm', () => {
  it.each<ErrorCode>(['E_NETWORK', 'E_UNAVAILABLE', 'E_INTERNAL', 'E_ANSWER'])('comes with advice: %s', async (code) => {
    const failure = new SealchartError(code);
    const { end, told } = await toldWhen(() => Promise.reject(failure));
    expect(end).toBe(failure);
    expect(told).toMatch(/did not confirm.*\n.*try "login" with the new one/);
  });

  it.each<[string, unknown]>([
    ['a refusal', new SealchartError('E_CONFLICT')],
    ['a mistake of this program', new TypeError('x')],
  ])('is not what happened after %s', async (_what, failure) => {
    const { end, told } = await toldWhen(() => Promise.reject(failure));
    expect(end).toBe(failure);
    expect(told).toBe('');
  });

  it.each<[ErrorCode, RegExp]>([
    ['E_NETWORK', /may have closed/],
    ['E_UNAUTHENTICATED', /may have closed/],
    ['E_CONFLICT', /^$/],
  ])('may have been the end of the account: %s', async (code, told) => {
    const host = testHost();
    hosts.push(host);
    await expect(adviseIfClosed(testContext(host).context, () => Promise.reject(new SealchartError(code)))).rejects.toMatchObject({ code });
    expect(host.err()).toMatch(told);
  });

  it('is not what happened when it is done', async () => {
    expect(await toldWhen(() => Promise.resolve('done'))).toEqual({ end: 'done', told: '' });
  });
});
