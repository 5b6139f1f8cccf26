import { afterAll, beforeAll, describe, it } from '@jest/globals';
import type { AnyRow } from './row.ts';
import { HostileServer } from './stage.ts';
import { expectControl, expectRefused, expectTaken } from './trial.ts';

/** How tests of rows are called: the table at the end of a run is made from it. */
export const KINDS = ['goes on where nothing is changed', 'is refused', 'is not refused without its check'] as const;

/** Three tests for each row: without the attack, with it, and with it against a client without the check. */
export function declareRows(rows: readonly AnyRow[]): void {
  let hostile: HostileServer;
  beforeAll(async () => {
    hostile = await HostileServer.start();
  }, 60_000);
  afterAll(() => hostile.close());

  const [goesOn, isRefused, isTaken] = KINDS;
  describe.each(rows)('$id, $moment: a server that $does', ({ play }) => {
    it(goesOn, () => play((row) => expectControl(row, hostile)));
    it(isRefused, () => play((row) => expectRefused(row, hostile)));
    it(isTaken, () => play((row) => expectTaken(row, hostile)));
  });
}
