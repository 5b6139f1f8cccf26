import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { root } from './scripts.ts';

/** `npm test -- <args>` as a person runs it, on the MongoDB of this run. */
function runTests(...args: readonly string[]) {
  const { JEST_WORKER_ID: _worker, ...env } = process.env;
  const { status, stdout } = spawnSync(process.execPath, [join(root, 'scripts/test.mjs'), ...args], { env, encoding: 'utf8' });
  return { status, lines: stdout.trimEnd().split('\n') };
}

describe('npm test', () => {
  it("ends with jest's summary, what was there to be tested with, and one plain line", () => {
    const { status, lines } = runTests('--selectProjects', 'protocol', '--testPathPatterns', 'protocol/src/padme');
    const [summary, time, ran, realInput, gpg, wycheproof, closing] = lines.slice(-7);
    expect(lines.find((line) => line.startsWith('Longest suites:'))).toBeDefined();
    expect(lines.find((line) => line.startsWith('Tests: '))).toMatch(/\d+ passed, \d+ total/);
    expect([summary, time, ran].map((line) => line?.split(' ')[0])).toEqual(['Snapshots:', 'Time:', 'Ran']);
    expect(realInput).toBe('real input: absent, 0 tests not run');
    expect(gpg).toBe('gpg: absent, 0 tests not run');
    expect(wycheproof).toBe('wycheproof: absent, 0 tests not run');
    expect(closing).toMatch(/^[1-9]\d* passed, 0 failed$/);
    expect(status).toBe(0);
  });

  it('fails when nothing of the name is there to be run', () => {
    expect(runTests('--selectProjects', 'protocol', '--testPathPatterns', 'no-such-suite').status).toBe(1);
  });
});
