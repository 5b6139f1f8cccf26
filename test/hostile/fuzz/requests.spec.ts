import { it } from '@jest/globals';
import { FUZZ_TIMEOUT_MS, expectNothingBreaks } from './fuzz-run.ts';

it('no request breaks the server', () => expectNothingBreaks({ group: 'requests', runs: 250 }), FUZZ_TIMEOUT_MS);
