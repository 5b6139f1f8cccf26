import { describe, it } from '@jest/globals';
import { FUZZ_TIMEOUT_MS, expectNothingBreaks } from './fuzz-run.ts';

/** Groups of parsers, and how many inputs each of their parsers reads in the short form. */
const GROUPS: readonly (readonly [group: string, runs: number])[] = [
  ['codes', 1_500],
  ['kits', 600],
  ['packets', 1_500],
  ['sealed', 600],
  ['statements', 800],
  ['fhir', 200],
  ['transport', 400],
  ['command', 200],
];

describe('no input breaks what reads', () => {
  it.each(GROUPS)('%s', (group, runs) => expectNothingBreaks({ group, runs }), FUZZ_TIMEOUT_MS);
});
