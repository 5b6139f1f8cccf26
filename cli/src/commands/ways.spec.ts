import { afterEach, describe, expect, it } from '@jest/globals';
import { SealchartError } from '@sealchart/protocol';
import type { SyncReport } from '@sealchart/sdk';
import { testContext } from '../testing/test-context.ts';
import { testHost } from '../testing/test-host.ts';
import { lookFirst } from './ways.ts';

const hosts: ReturnType<typeof testHost>[] = [];
afterEach(() => hosts.splice(0).forEach((host) => host.remove()));

async function toldWhen(sync: () => Promise<SyncReport>) {
  const host = testHost();
  hosts.push(host);
  const end = await lookFirst(testContext(host).context, { sync }).catch((error: unknown) => error);
  return { end, told: host.err() };
}

describe('the ways into an account', () => {
  it('are asked for at the server', async () => {
    let asked = 0;
    const answer = () => Promise.resolve({ changed: (asked += 1), gone: 0, refused: [], sent: [], conflicts: 0 });
    expect(await toldWhen(answer)).toEqual({ end: undefined, told: '' });
    expect(asked).toBe(1);
  });

  it.each(['E_NETWORK', 'E_UNAUTHENTICATED', 'E_KEYS_RENEWED'] as const)(
    'are shown as this device knew them after %s, which is said',
    async (code) => {
      const { end, told } = await toldWhen(() => Promise.reject(new SealchartError(code)));
      expect(end).toBeUndefined();
      expect(told).toMatch(new RegExp(`${code}.*\\n.*out of date`));
    },
  );

  it.each(['E_BUNDLE', 'E_SELF_KEY_UNKNOWN'] as const)('are not shown after %s', async (code) => {
    const failure = new SealchartError(code);
    expect(await toldWhen(() => Promise.reject(failure))).toEqual({ end: failure, told: '' });
  });
});
