import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ErrorCode } from '@sealchart/protocol';
import { SealchartError } from '@sealchart/protocol';
import type { SyncReport, WaitingEdit } from '@sealchart/sdk';
import { NOTHING_NEW } from '../testing/run-command.ts';
import { testContext } from '../testing/test-context.ts';
import type { TestHost } from '../testing/test-host.ts';
import { testHost } from '../testing/test-host.ts';
import { syncFirst, syncIfReachable, syncJson } from './sync-step.ts';

const elementId = 'elm_AAAAAAAAAAAAAAAAAAAAAA';
const edit: WaitingEdit = { elementId, kind: 'content', title: 'a note', editedAt: '2026-11-21T08:00:00Z', state: 'waiting' };

const failing = (code: ErrorCode) => ({
  sync: async () => {
    throw new SealchartError(code);
  },
  waiting: async (): Promise<WaitingEdit[]> => [edit, { ...edit, state: 'conflict' }],
});

describe('a sync before a command', () => {
  let host: TestHost;
  beforeEach(() => {
    host = testHost();
  });
  afterEach(() => host.remove());

  const told = async (report: Partial<SyncReport>): Promise<string> => {
    await syncFirst(testContext(host).context, { sync: async () => ({ ...NOTHING_NEW, ...report }) });
    return host.err();
  };

  it('says nothing where nothing waited', async () => {
    await expect(told({ changed: 3 })).resolves.toBe('');
  });

  it('tells what waited and is stored, what was refused, and what is to be decided', async () => {
    const sent = [
      { elementId, ok: true, version: 2, isMerged: true },
      { elementId, ok: true, version: 3 },
      { elementId, ok: true, version: 4, isWaiting: true },
      { elementId, ok: false, error: new SealchartError('E_RIGHT') },
      { elementId, ok: false, error: new SealchartError('E_UNMERGED') },
    ] as const;
    const lines = (await told({ sent, conflicts: 1 })).trim().split('\n');
    expect(lines).toEqual([
      '2 changes that waited on this device are stored now.',
      '1 of them joined with what somebody else had changed.',
      `Not stored: ${elementId}  E_RIGHT  This needs a right that its author did not have.`,
      '1 conflict to be decided by you: npx --no sealchart conflicts',
    ]);
    expect(syncJson({ ...NOTHING_NEW, sent, conflicts: 1 })).toMatchObject({
      conflicts: 1,
      sent: [{ ok: true }, {}, {}, { ok: false }, {}],
    });
  });

  it.each(['E_NETWORK', 'E_UNAVAILABLE'] as const)('may be left out where it ends with %s, and that is said', async (code) => {
    await expect(syncIfReachable(testContext(host).context, failing(code))).resolves.toBeUndefined();
    expect(host.err()).toMatch(new RegExp(`\\(${code}\\) What this device knows may be out of date[\\s\\S]*1 edit of yours waits`));
  });

  it.each(['E_ROLLBACK', 'E_UNAUTHENTICATED', 'E_ANSWER', 'E_THROTTLED'] as const)('is never left out for %s', async (code) => {
    await expect(syncIfReachable(testContext(host).context, failing(code))).rejects.toMatchObject({ code });
  });

  it('does not keep a command from writing something down where the session ended', async () => {
    await expect(syncIfReachable(testContext(host).context, failing('E_UNAUTHENTICATED'), { isKeeping: true })).resolves.toBeUndefined();
    expect(host.err()).toContain('1 edit of yours waits');
    await expect(syncIfReachable(testContext(host).context, failing('E_ROLLBACK'), { isKeeping: true })).rejects.toMatchObject({
      code: 'E_ROLLBACK',
    });
  });

  it('says nothing of edits to a command that tells them itself', async () => {
    const client = { ...failing('E_NETWORK'), sync: async () => ({ ...NOTHING_NEW, conflicts: 2 }) };
    await syncIfReachable(testContext(host).context, client, { isAboutEdits: true });
    expect(host.err()).toBe('');
  });
});
