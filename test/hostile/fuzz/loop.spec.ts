import { describe, expect, it } from '@jest/globals';
import { FUZZ_TIMEOUT_MS, problemsOf, runGroup } from './fuzz-run.ts';

/** Enough for an input of one character among them. */
const RUNS = 400;
/** The one that hangs need not be waited for as long as others. */
const SHORT = { hangMs: 3_000 };

describe('a parser that', () => {
  it.each([
    ['throws no typed error', /no typed error: TypeError/],
    ['throws another code', /another refusal: E_INTERNAL/],
    ['throws no error at all', /no typed error: string/],
    ['takes what is none', /it is none/],
    ['hangs', /hung \(seed \d+\) at \{"text":"/],
    ['never answers', /ended with 13/],
    ['takes memory', /took \d+ MiB|ended with/],
    ['takes bytes', /took \d+ MiB/],
    ['leaves a rejection behind', /nobody handled: Error: left behind/],
    ['ends the process', /ended with 3/],
    ['takes nothing', /took 0 and refused \d+/],
  ])(
    '%s is caught',
    async (only, what) => {
      const report = await runGroup({ group: 'broken', runs: RUNS, only, isBounded: true, ...(only === 'hangs' ? SHORT : {}) });
      expect(problemsOf(report).join(' ')).toMatch(what);
    },
    FUZZ_TIMEOUT_MS,
  );
});
