import { describe, it } from '@jest/globals';
import type { AnyRow } from './row.ts';
import { hasControls } from './controls.ts';
import { suiteServer } from './suite-server.ts';
import { expectControl, expectRefused, expectTaken } from './trial.ts';

/** Three tests for each row: without the attack, with it, and with it against a client without the check. */
export function declareRows(rows: readonly AnyRow[]): void {
  const hostile = suiteServer();

  // The table at the end of a run is made from these names: scripts/hostile-table.mjs.
  describe.each(rows)('$id, $moment: a server that $does', (one) => {
    const { play } = one;
    it('is refused', () => play((row) => expectRefused(row, hostile())));
    if (!hasControls(one, rows)) return;
    it('goes on where nothing is changed', () => play((row) => expectControl(row, hostile())));
    it('is not refused without its check', () => play((row) => expectTaken(row, hostile())));
  });
}
