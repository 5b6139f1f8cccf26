import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { AttackCase, ReportedTest } from './scripts.ts';
import { hostile, root } from './scripts.ts';

const { hostileFigures, hostileTable, readCases } = await hostile();

const cases: AttackCase[] = [
  { id: 'H01', title: 'one', scope: 'whole' },
  { id: 'H02', title: 'two', scope: 'part', waitsFor: 'groups' },
  { id: 'H03', title: 'three', scope: 'not yet', waitsFor: 'the log' },
  { id: 'U01', title: 'four', scope: 'whole' },
];
const row = (name: string, statuses: readonly string[]): ReportedTest[] =>
  ['goes on where nothing is changed', 'is refused', 'is not refused without its check'].map((title, i) => ({
    ancestorTitles: [name],
    title,
    status: statuses[i] ?? 'passed',
  }));
const suite = (...tests: readonly ReportedTest[][]) => ({ testResults: tests.flat() });

describe('the table of attacks', () => {
  it('counts what was refused, its controls, and the checks that were taken out', () => {
    const tests = [
      row('H01, first contact: a server that lies', []),
      row('H01, offline: a server that lies', []),
      row('H02: a server', []),
      row('U01: a client', []),
    ];
    expect(hostileTable([suite(...tests)], cases)).toEqual([
      '       attack  refused  controls  checks removed  tried',
      '  H01  one     2/2      2/2       2/2             whole',
      '  H02  two     1/1      1/1       1/1             part: the rest waits for groups',
      '  H03  three                                      not yet: waits for the log',
      '  U01  four    1/1      1/1       1/1             whole',
      '',
      'hostile server: 3 cases, 1 refused whole, 1 in part, 1 not yet',
      'hostile client: 1 cases, 1 refused whole, 0 in part, 0 not yet',
    ]);
  });

  it('counts no case whose control, refusal or removal failed, and none that was not in the run', () => {
    for (const failed of [0, 1, 2]) {
      const statuses = ['passed', 'passed', 'passed'].with(failed, 'failed');
      const lines = hostileTable([suite(row('H01: a server', statuses), row('H02: a server', []))], cases);
      expect(lines.slice(-2)).toEqual([
        'hostile server: 3 cases, 0 refused whole, 1 in part, 1 not yet; NOT refused or not in this run: H01',
        'hostile client: 1 cases, 0 refused whole, 0 in part, 0 not yet; NOT refused or not in this run: U01',
      ]);
    }
  });

  it('is kept as figures, whose controls count every row', () => {
    const tests = [
      row('H01, first contact: a server', []),
      row('H01, offline: a server', ['passed', 'passed', 'failed']),
      row('U01: a client', ['failed']),
      row('H01, first contact: a server, in the web client', []),
      row('H02, first contact: a server, in the web client', ['passed', 'failed']),
    ];
    expect(hostileFigures([suite(...tests)], cases)).toEqual([
      ['hostile server', '3 cases, 0 refused whole, 0 in part, 1 not yet; NOT refused or not in this run: H01, H02'],
      ['hostile client', '1 cases, 0 refused whole, 0 in part, 0 not yet; NOT refused or not in this run: U01'],
      ['attacks left out, act done', '4 of 5'],
      ['check taken out, attack through', '4 of 5'],
      ['attacks in the web client', '1 of 2 refused, of 1 cases'],
    ]);
    expect(hostileFigures([suite()], cases)).toEqual([]);
  });

  it('is not printed where no attack was tried', () => {
    expect(hostileTable([suite([{ ancestorTitles: ['lists'], title: 'shows H01', status: 'passed' }])], cases)).toEqual([]);
  });
});

const ids = (letter: string, count: number) => Array.from({ length: count }, (_, i) => `${letter}${String(i + 1).padStart(2, '0')}`);

describe('the cases of the threat model', () => {
  it('are all forty and nine, each once', () => {
    expect(readCases().map(({ id }) => id)).toEqual([...ids('H', 40), ...ids('U', 9)]);
    expect(readCases().filter(({ scope, waitsFor }) => (scope === 'whole') !== (waitsFor === undefined))).toEqual([]);
  });

  it('have a test each, unless they are said to wait', () => {
    const folders = ['test/hostile', 'test/browser'].map((folder) => join(root, folder));
    const files = folders.flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)));
    const source = files
      .filter((file) => file.endsWith('.ts'))
      .map((file) => readFileSync(file, 'utf8'))
      .join('\n');
    const untried = readCases().filter(({ id, scope }) => scope !== 'not yet' && !new RegExp(`['"\`]${id}\\b`).test(source));
    expect(untried).toEqual([]);
  });
});
