import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SealchartError } from '@sealchart/protocol';
import type { ChangedEntry, ImportOptions, ImportReport } from '@sealchart/sdk';
import type { CommandRun } from '../testing/run-command.ts';
import { runCommand } from '../testing/run-command.ts';
import type { TestHost } from '../testing/test-host.ts';
import { testHost } from '../testing/test-host.ts';
import { importCommand } from './import.ts';

const changed = (done: ChangedEntry['done']): ChangedEntry => ({
  index: 0,
  elementId: 'elm_AAAAAAAAAAAAAAAAAAAAAA',
  resourceType: 'Observation',
  title: 'Weight\u001b[2J',
  done,
});

const reportOf = (given: Partial<ImportReport> = {}): ImportReport => ({
  importId: 'imported',
  fileHash: 'hash',
  total: 3,
  size: 300,
  subjects: [],
  patients: 0,
  imported: 2,
  byType: { Observation: 2 },
  identical: 0,
  identicalByType: {},
  changed: [],
  updated: 0,
  provenance: 0,
  problems: [],
  problemCount: 0,
  resumed: false,
  cancelled: false,
  ...given,
});

describe('an import', () => {
  let host: TestHost;
  let given: ImportOptions[];
  beforeEach(() => {
    host = testHost();
    given = [];
  });
  afterEach(() => host.remove());

  const run = (argv: readonly string[], typed: readonly string[] | undefined, report: ImportReport): Promise<CommandRun> =>
    runCommand(importCommand, argv, {
      host: { ...host, openFile: () => ({ open: () => (async function* () {})() }) },
      client: {
        importFhir: async (_file, options = {}) => {
          const { onProgress: _onProgress, ...rest } = options;
          given.push(rest);
          return report;
        },
      },
      ...(typed === undefined ? {} : { typed }),
    });

  it('asks once for entries that are there with other content, after it looked', async () => {
    const { exit, err, asked } = await run(['a.json'], ['what?', ' Update '], reportOf({ changed: [changed('nothing')] }));
    expect(given).toEqual([
      { dryRun: true, identical: 'skip' },
      { changed: 'update', identical: 'skip' },
    ]);
    expect({ exit, asked: asked.length }).toEqual({ exit: 0, asked: 2 });
    expect(err).toContain('1 entry of this file is in your record with other content:\n  - Weight\\u{1b}[2J (Observation)');
  });

  it.each([
    [[''], 'skip'],
    [['add'], 'add'],
    [['SKIP'], 'skip'],
  ])('takes %j for %s', async (typed, choice) => {
    await run(['a.json'], typed, reportOf({ changed: [changed('nothing')] }));
    expect(given.at(-1)).toEqual({ changed: choice, identical: 'skip' });
  });

  it('asks nothing where nothing changed, where the option says it, and where nobody can answer', async () => {
    expect((await run(['a.json'], [], reportOf())).asked).toEqual([]);
    expect((await run(['a.json', '--changed', 'update'], [], reportOf({ changed: [changed('updated')] }))).asked).toEqual([]);
    given = [];
    expect((await run(['a.json'], undefined, reportOf({ changed: [changed('nothing')] }))).asked).toEqual([]);
    expect(given).toEqual([{ changed: 'skip', identical: 'skip' }]);
  });

  it('tells what became of every entry', async () => {
    const report = reportOf({
      identical: 4,
      provenance: 1,
      updated: 1,
      changed: [changed('updated'), changed('added'), changed('nothing'), changed('refused')],
      problems: [{ code: 'E_FHIR', path: 'entry[3]', message: 'is no resource' }],
      problemCount: 1,
    });
    const { exit, out } = await run(['a.json', '--changed', 'update', '--identical', 'add'], undefined, report);
    expect(exit).toBe(1);
    for (const words of [
      '2 entries of 3 imported.',
      '4 entries there already',
      'made a new version',
      'added beside',
      'skipped: there',
      'REFUSED',
      'not imported.',
      'entry[3]: is no resource',
    ]) {
      expect(out).toContain(words);
    }
    expect(out).not.toContain('\u001b');
    expect(given).toEqual([{ changed: 'update', identical: 'add' }]);
  });

  it('ends with 1 where a new version was refused, and with 0 where it was only skipped', async () => {
    expect((await run(['a.json'], undefined, reportOf({ changed: [changed('refused')] }))).exit).toBe(1);
    expect((await run(['a.json'], undefined, reportOf({ changed: [changed('nothing')] }))).exit).toBe(0);
  });

  it('stops at the first file that finds no server: the others would find none either', async () => {
    const tried: number[] = [];
    const importFhir = async () => {
      tried.push(1);
      throw new SealchartError('E_NETWORK');
    };
    const client = { importFhir };
    const files = { ...host, openFile: () => ({ open: () => (async function* () {})() }) };
    const { exit, err } = await runCommand(importCommand, ['a.json', 'b.json'], { host: files, client });
    expect({ exit, tried: tried.length }).toEqual({ exit: 4, tried: 1 });
    expect(err).toMatch(/a\.json:\nE_NETWORK/);
  });
});
