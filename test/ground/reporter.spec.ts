import { describe, expect, it } from '@jest/globals';
import { reporter, root } from './scripts.ts';

const { closingLine, conditionLine, figureTable, longestSuites } = await reporter();

const suite = (name: string, runtime: number, tests: readonly (readonly [string, string])[] = []) => ({
  testFilePath: `${root}/${name}`,
  perfStats: { runtime },
  testResults: tests.map(([fullName, status]) => ({ fullName, status })),
});
// Put together here, so that this file does not count as one with tests on real input.
const mark = ['[real', 'input]'].join(' ');

describe('what `npm test` says at its end', () => {
  it('names the five longest suites, longest first', () => {
    const suites = [3, 60_000, 2000, 1000, 4000, 5000].map((runtime) => suite(`api/src/${runtime}.spec.ts`, runtime));
    expect(longestSuites(suites)).toEqual([
      '   60.0 s  api/src/60000.spec.ts',
      '    5.0 s  api/src/5000.spec.ts',
      '    4.0 s  api/src/4000.spec.ts',
      '    2.0 s  api/src/2000.spec.ts',
      '    1.0 s  api/src/1000.spec.ts',
    ]);
  });

  it('puts the figures of all suites into one table', () => {
    expect(figureTable('| oracle | 1 trace |\n| crash points | 114 | of 114 |\n')).toEqual([
      '  crash points  114      of 114',
      '  oracle        1 trace',
    ]);
    expect(figureTable('')).toEqual([]);
  });

  it('counts the tests on real input that ran', () => {
    const suites = [
      suite('a', 1, [
        [`${mark} one`, 'passed'],
        ['made up', 'passed'],
      ]),
      suite('b', 1, [[`x ${mark} two`, 'failed']]),
    ];
    expect(conditionLine('real input', suites, () => '')).toBe('real input: 2 tests');
  });

  it('counts the tests that were not registered because the input is absent', () => {
    const suites = [suite('a', 1, [['made up', 'passed']]), suite('b', 1)];
    const source = (file: string) => (file.endsWith('a') ? `it('${mark} one')\nit('${mark} two')` : '');
    expect(conditionLine('real input', suites, source)).toBe('real input: absent, 2 tests not run');
    expect(conditionLine('real input', [...suites, suite('c', 1, [[`${mark} three`, 'passed']])], source)).toBe(
      'real input: 1 tests, 2 not run',
    );
  });

  it('counts the tests that need a program by their own mark', () => {
    const gpg = ['[g', 'pg]'].join('');
    const suites = [suite('a', 1, [[`${gpg} one`, 'passed']]), suite('b', 1, [[`${mark} two`, 'passed']])];
    expect(conditionLine('gpg', suites, () => '')).toBe('gpg: 1 tests');
    expect(conditionLine('gpg', [suite('a', 1, [['made up', 'passed']])], () => `it('${gpg} one')`)).toBe('gpg: absent, 1 tests not run');
  });

  it('closes with one plain line in which a suite that could not start is a failure', () => {
    expect(closingLine({ numPassedTests: 12, numFailedTests: 0, numRuntimeErrorTestSuites: 0 })).toBe('12 passed, 0 failed');
    expect(closingLine({ numPassedTests: 12, numFailedTests: 2, numRuntimeErrorTestSuites: 1 })).toBe('12 passed, 3 failed');
  });
});
