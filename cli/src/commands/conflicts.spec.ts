import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { SealchartClient, WaitingEdit } from '@sealchart/sdk';
import { runCommand } from '../testing/run-command.ts';
import type { TestHost } from '../testing/test-host.ts';
import { testHost } from '../testing/test-host.ts';
import { conflictsCommand } from './conflicts.ts';

const elementId = 'elm_AAAAAAAAAAAAAAAAAAAAAA';
const edit: WaitingEdit = { elementId, kind: 'content', title: 'diary', editedAt: '2026-11-21T08:00:00Z', state: 'waiting' };
const addendum: WaitingEdit = { ...edit, kind: 'addendum', editedAt: '2026-11-21T08:01:00Z' };

describe('edits that wait', () => {
  let host: TestHost;
  let discarded: string[];
  beforeEach(() => {
    host = testHost();
    discarded = [];
  });
  afterEach(() => host.remove());

  const client: Partial<SealchartClient> = {
    waiting: async () => [edit, addendum],
    conflicts: async () => [],
    people: async () => [],
    discardEdit: async (id) => {
      discarded.push(id);
    },
  };

  it('are named by one id where an edit and an addendum wait for the same element', async () => {
    const { out } = await runCommand(conflictsCommand, ['AAAAAA'], { host, client });
    expect(out).toContain('diary: your edit of');
  });

  it('are given up together, and both are named before', async () => {
    const no = await runCommand(conflictsCommand, [elementId, '--discard'], { host, client, typed: [false] });
    expect(no.err).toMatch(/give up your edit and your addendum: diary[\s\S]*Nothing was changed/);
    expect(discarded).toEqual([]);
    await runCommand(conflictsCommand, [elementId, '--discard'], { host, client, typed: [true] });
    expect(discarded).toEqual([elementId]);
  });
});
