import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApiProcess } from './support/api-process.ts';
import { apiProcess } from './support/api-process.ts';
import { CliPerson } from './support/cli-person.ts';
import { IS_LONG } from './support/long-form.ts';
import { madeUpRecord } from './support/made-up-record.ts';

const ENTRIES = 12;
const weights = (value: string, count: number): string =>
  Array.from(
    { length: count },
    (_, i) =>
      `{"resourceType":"Observation","id":"w-${i}","status":"final","code":{"text":"Weight ${i}"},"valueQuantity":{"value":${i === 0 ? value : '50.0'},"unit":"kg"}}`,
  ).join('\n');

/** Every command is a process of its own. */
const TIMEOUT = 180_000;

describe('files that were imported before', () => {
  let server: ApiProcess;
  let ada: CliPerson;
  const folder = mkdtempSync(join(tmpdir(), 'sealchart-story-'));
  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };

  beforeAll(async () => {
    server = await apiProcess();
    await server.start();
    ada = new CliPerson({ name: 'Ada Moss', server: server.url });
    await ada.register();
    await ada.unlock();
  }, TIMEOUT);
  afterAll(async () => {
    await ada.remove();
    await server.remove();
    rmSync(folder, { recursive: true });
  });

  const count = async (): Promise<number> => (await ada.json<{ elements: unknown[] }>(['list'])).elements.length;

  it(
    'bring in what is new alone, and are taken back whole',
    async () => {
      const [one, lines] = [file('one.json', madeUpRecord(ENTRIES).text), file('lines.ndjson', `${weights('71.50', 3)}\n`)];
      expect(await ada.json(['import', one, lines])).toMatchObject({
        files: [
          { file: one, imported: ENTRIES, identical: 0, problemCount: 0 },
          { file: lines, imported: 3, identical: 0, problemCount: 0 },
        ],
      });
      const again = await ada.run(['import', one]);
      expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining(`${ENTRIES} entries there already exactly so: skipped.`) });
      expect(await count()).toBe(ENTRIES + 3);

      // The same ids with other content: told, and done as asked.
      const newer = file('newer.ndjson', weights('70.20', 3));
      const skipped = await ada.run(['import', newer]);
      expect(skipped).toMatchObject({
        code: 0,
        stdout: expect.stringMatching(/1 entry skipped: there with other content:\n {2}- Weight 0/),
      });
      expect(await ada.json(['import', newer, '--dry-run'])).toMatchObject({ identical: 2, changed: [{ done: 'nothing' }], imported: 0 });
      expect(await ada.json(['import', newer, '--changed', 'update'])).toMatchObject({ imported: 0, identical: 2, updated: 1 });
      expect(await count()).toBe(ENTRIES + 3);

      const { imports } = await ada.json<{ imports: { importId: string; elements: number; unchanged: number }[] }>(['imports']);
      expect(imports.map(({ elements }) => elements).sort()).toEqual([ENTRIES, 3]);
      const [ofLines, ofOne] = imports.toSorted((a, b) => a.elements - b.elements);
      expect(await ada.run(['imports', '--undo', ofOne?.importId ?? ''])).toMatchObject({ code: 2, stdout: '' });
      expect(await ada.json(['imports', '--undo', ofOne?.importId ?? '', '--yes'])).toMatchObject({ erased: ENTRIES, kept: [] });
      const partly = await ada.run(['imports', '--undo', ofLines?.importId ?? '', '--yes']);
      expect(partly).toMatchObject({
        code: 1,
        stdout: expect.stringMatching(/2 elements erased\.\n1 element left alone:\n.*Weight 0.*changed/),
      });
      expect(await count()).toBe(1);
      expect(await ada.run(['imports', '--undo', 'no-such-import', '--yes'])).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('E_NOT_FOUND'),
      });
      expect(await ada.json(['import', one])).toMatchObject({ imported: ENTRIES, identical: 0 });
    },
    TIMEOUT,
  );

  it(
    'come in a second time where that is asked for',
    async () => {
      const before = await count();
      const twice = file('twice.ndjson', '{"resourceType":"Basic","id":"b-1","code":{"text":"twice"}}');
      await ada.json(['import', twice]);
      expect(await ada.json(['import', twice, '--identical', 'add'])).toMatchObject({ imported: 1, identical: 0 });
      expect(await count()).toBe(before + 2);
    },
    TIMEOUT,
  );

  if (IS_LONG)
    it(
      'do not stop one another: a file that is none is told, the next one comes in',
      async () => {
        const [none, good] = [
          file('none.json', 'Dear Ada'),
          file('good.ndjson', '{"resourceType":"Basic","id":"g-1","code":{"text":"good"}}'),
        ];
        const result = await ada.run(['import', join(folder, 'absent.json'), none, good]);
        expect(result.code).toBe(1);
        expect(result.stdout).toMatch(/good\.ndjson\n1 entry of 1 imported\./);
        expect(result.stderr).toMatch(/absent\.json:\n[\s\S]*there is no file[\s\S]*none\.json:\n[\s\S]*E_FHIR/);
      },
      TIMEOUT,
    );
});
