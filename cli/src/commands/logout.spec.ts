import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SealchartError } from '@sealchart/protocol';
import type { SealchartClient, WaitingEdit } from '@sealchart/sdk';
import { elementOf } from '../testing/elements.ts';
import { NOTHING_NEW, runCommand } from '../testing/run-command.ts';
import type { TestHost } from '../testing/test-host.ts';
import { testHost } from '../testing/test-host.ts';
import { logoutCommand } from './logout.ts';

const { elementId } = elementOf();
const edit: WaitingEdit = { elementId, kind: 'content', title: 'note', editedAt: '2026-11-21T08:00:00Z', state: 'waiting' };

describe('logging out', () => {
  let host: TestHost;
  let waiting: WaitingEdit[];
  let isOut: boolean;
  beforeEach(() => {
    host = testHost();
    waiting = [edit];
    isOut = false;
  });
  afterEach(() => host.remove());

  const clientThat = (sync: SealchartClient['sync']): Partial<SealchartClient> => ({
    waiting: async () => waiting,
    sync,
    logout: async () => void (isOut = true),
  });
  const offline = clientThat(async () => {
    throw new SealchartError('E_NETWORK');
  });
  const act = (client: Partial<SealchartClient>, ...argv: string[]) => runCommand(logoutCommand, argv, { host, client });

  it('sends what waits first', async () => {
    const client = clientThat(async () => {
      waiting = [];
      return NOTHING_NEW;
    });
    expect((await act(client)).out).toContain('is removed from this device');
    expect([isOut, waiting]).toEqual([true, []]);
  });

  it('stays where that fails, and says what would be lost', async () => {
    await expect(act(offline)).rejects.toMatchObject({
      code: 'E_USAGE',
      detail: expect.stringMatching(/1 edit of yours is on this device alone.*--force/),
    });
    const refusing = clientThat(async () => NOTHING_NEW);
    await expect(act(refusing)).rejects.toMatchObject({ code: 'E_USAGE' });
    expect(isOut).toBe(false);
  });

  it('goes with --force, and asks nothing where nothing waits', async () => {
    await act(offline, '--force');
    expect(isOut).toBe(true);
    waiting = [];
    isOut = false;
    await act(offline);
    expect(isOut).toBe(true);
  });
});
