import { describe, expect, it } from '@jest/globals';
import type mongoose from 'mongoose';
import { apiWithout } from './api.ts';
import type { AnyClientRow, ClientRow } from './client-row.ts';
import { hasControls } from './controls.ts';
import { HostileServer, stageOf } from './stage.ts';
import { suiteServer } from './suite-server.ts';
import { expectOther } from './trial.ts';

/** What may change by any request: what counts requests, sessions as they are used, answers kept for repeated requests. */
const PASSING = /^(?:rates|sessions|idempotentanswers|loginattempts|failurestreaks)$/i;

/** Three tests for each row: what it attacks goes on for who may, is refused, and is not refused by a server without the check. */
export function declareClientRows(rows: readonly AnyClientRow[]): void {
  const hostile = suiteServer();

  // The table at the end of a run is made from these names: scripts/hostile-table.mjs.
  describe.each(rows)('$id: a client that $does', (one) => {
    const { play } = one;
    it('is refused', () => play((row) => onServer(row, hostile(), expectRefused)));
    if (!hasControls(one, rows)) return;
    it('goes on where nothing is changed', () => play((row) => onServer(row, hostile(), expectControl)));
    it('is not refused without its check', () => play(expectTaken));
  });
}

/** Rows with settings of their own have a server of their own. */
async function onServer<W>(row: ClientRow<W>, shared: HostileServer, act: typeof expectControl): Promise<void> {
  if (!row.env) return act(row, shared);
  const own = await HostileServer.start({ env: row.env });
  try {
    await act(row, own);
  } finally {
    await own.close();
  }
}

async function expectControl<W>(row: ClientRow<W>, hostile: HostileServer): Promise<void> {
  const stage = stageOf(hostile);
  expect((await row.control(await row.setup(stage), stage)).outcome).toBe('done');
}

async function expectRefused<W>(row: ClientRow<W>, hostile: HostileServer): Promise<void> {
  const stage = stageOf(hostile);
  const world = await row.setup(stage);
  const before = await hashOf(hostile);
  expect((await row.attack(world, stage)).outcome).toBe(row.code);
  expect(await hashOf(hostile)).toEqual(before);
}

async function expectTaken<W>(row: ClientRow<W>): Promise<void> {
  const hostile = await HostileServer.start({ program: await apiWithout(row.defences), ...(row.env ? { env: row.env } : {}) });
  try {
    const stage = stageOf(hostile);
    expectOther((await row.attack(await row.setup(stage), stage)).outcome, row.code);
  } finally {
    await hostile.close();
  }
}

/** Of everything that both databases hold for good. */
function hashOf({ accounts, records }: HostileServer): Promise<unknown[]> {
  return Promise.all([accounts, records].map(hashOfDatabase));
}

async function hashOfDatabase({ db }: mongoose.Connection): Promise<unknown> {
  if (!db) throw new Error('not connected');
  const all = await db.listCollections({}, { nameOnly: true }).toArray();
  const collections = all.map(({ name }) => name).filter((name) => !PASSING.test(name));
  return (await db.command({ dbHash: 1, collections }))['md5'];
}
