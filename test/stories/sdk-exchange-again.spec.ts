import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { SealchartClient } from '@sealchart/sdk';
import { madeUpBundle, resourcesOf, textFile, textOf } from './support/bundles.ts';
import type { InProcessServer } from './support/in-process-server.ts';
import { startServer } from './support/in-process-server.ts';
import { IS_LONG } from './support/long-form.ts';
import type { TestPerson } from './support/people.ts';
import { anotherDevice, person } from './support/people.ts';

const data = process.env['SEALCHART_DATA'] ?? '../shared/data';
let server: InProcessServer;
let kim: TestPerson;
beforeAll(async () => {
  server = await startServer();
}, 60_000);
beforeEach(async () => {
  kim = await person(server, 'Kim');
});
afterAll(() => server.close());

interface Entry {
  readonly fullUrl?: string;
  readonly id?: string;
  readonly weight: string;
}

/** An observation whose number is written by hand. */
const observation = ({ id, weight }: Entry): string =>
  `{"resourceType":"Observation",${id === undefined ? '' : `"id":"${id}",`}"status":"final","code":{"text":"Weight"},"valueQuantity":{"value":${weight},"unit":"kg"}}`;

const bundleOf = (entries: readonly Entry[]): string =>
  `{"resourceType":"Bundle","type":"collection","entry":[${entries
    .map((entry) => `{${entry.fullUrl === undefined ? '' : `"fullUrl":"${entry.fullUrl}",`}"resource":${observation(entry)}}`)
    .join(',')}]}`;

/** Two files come out in no order that a test may rely on. */
const sortedTexts = (resources: readonly unknown[]): string[] => resources.map((resource) => JSON.stringify(resource)).sort();

const fileOf = (...entries: Entry[]) => textFile(bundleOf(entries));
const weightsOf = async (client: SealchartClient): Promise<(string | undefined)[]> =>
  (await client.list()).map(({ title }) => /[\d.]+/.exec(title)?.[0]).sort();

describe('what is in the record already', () => {
  it('is skipped, by address, by id and by content alone, however it is spelt', async () => {
    const entries = [
      { fullUrl: 'urn:uuid:00000000-0000-4000-8000-000000000001', weight: '70.50' },
      { id: 'w2', weight: '71' },
      { weight: '72' },
    ];
    expect(await kim.client.importFhir(fileOf(...entries))).toMatchObject({ imported: 3, identical: 0 });
    const spelt = JSON.stringify(JSON.parse(bundleOf(entries)), undefined, 2).replace('"value": 70.5,', '"value": 70.50,');
    expect(await kim.client.importFhir(textFile(spelt))).toMatchObject({ total: 3, imported: 0, identical: 3, changed: [] });
    expect(await kim.client.list()).toHaveLength(3);
  });

  it('is skipped a second time in the same file, and in a second file', async () => {
    const once = { id: 'w1', weight: '70' };
    const nameless = { weight: '71' };
    expect(await kim.client.importFhir(fileOf(once, nameless, once, nameless))).toMatchObject({ imported: 2, identical: 2 });
    expect(await kim.client.importFhir(fileOf({ id: 'w2', weight: '72' }, nameless, once))).toMatchObject({ imported: 1, identical: 2 });
    expect(await weightsOf(kim.client)).toEqual(['70', '71', '72']);
  });

  it('is skipped on another device that never imported', async () => {
    const file = fileOf({ id: 'w1', weight: '70' });
    const tablet = await anotherDevice(server, kim);
    await kim.client.importFhir(file);
    expect(await tablet.client.importFhir(file)).toMatchObject({ imported: 0, identical: 1 });
  });

  it('is another resource when a digit, the type or a name differs', async () => {
    await kim.client.importFhir(fileOf({ weight: '70.50' }, { fullUrl: 'http://a.example/Observation/1', id: '1', weight: '71' }));
    const other = fileOf({ weight: '70.5' }, { fullUrl: 'http://b.example/Observation/1', id: '1', weight: '72' });
    expect(await kim.client.importFhir(other)).toMatchObject({ imported: 2, identical: 0, changed: [] });
  });

  it('counts only where it is in the own record', async () => {
    const lee = await person(server, 'Lee');
    const file = fileOf({ id: 'w1', weight: '70' });
    await lee.client.importFhir(file);
    await kim.client.findPerson(lee.identifier);
    await lee.client.findPerson(kim.identifier);
    const ids = (await lee.client.list()).map(({ elementId }) => elementId);
    await lee.client.share(ids, kim.account.accountId, { role: 'editor' });
    await kim.client.sync();
    expect(await kim.client.list()).toHaveLength(1);
    expect(await kim.client.importFhir(file)).toMatchObject({ imported: 1, identical: 0 });
  });

  it('does not count any more once it was erased', async () => {
    const file = fileOf({ id: 'w1', weight: '70' });
    await kim.client.importFhir(file);
    const ids = (await kim.client.list()).map(({ elementId }) => elementId);
    await kim.client.erase(ids);
    expect(await kim.client.importFhir(file)).toMatchObject({ imported: 1, identical: 0 });
  });

  it('is known in a dry run on a device that has only synced', async () => {
    const file = fileOf({ id: 'w1', weight: '70' }, { weight: '71' });
    await kim.client.importFhir(file);
    const tablet = await anotherDevice(server, kim);
    await tablet.client.sync();
    expect(await tablet.client.importFhir(file, { dryRun: true })).toMatchObject({ identical: 2 });
  });
});

describe('an entry whose name is there with other content', () => {
  const before = [
    { fullUrl: 'urn:uuid:00000000-0000-4000-8000-00000000000a', weight: '70' },
    { id: 'w2', weight: '71' },
  ];
  const after = [{ fullUrl: 'urn:uuid:00000000-0000-4000-8000-00000000000a', weight: '80' }, { id: 'w2', weight: '81' }, { weight: '82' }];

  it('is listed and left alone', async () => {
    await kim.client.importFhir(fileOf(...before));
    for (const options of [{ dryRun: true }, { dryRun: true, changed: 'update' as const }, {}]) {
      const report = await kim.client.importFhir(fileOf(...after), options);
      expect(report.changed).toMatchObject([
        { index: 0, resourceType: 'Observation', title: 'Weight: 70 kg', done: 'nothing' },
        { index: 1, resourceType: 'Observation', title: 'Weight: 71 kg', done: 'nothing' },
      ]);
      expect(report).toMatchObject({ updated: 0, identical: 0, problemCount: 0, byType: { Observation: 1 } });
    }
    expect(await weightsOf(kim.client)).toEqual(['70', '71', '82']);
  });

  it('becomes a new version, which is identical from then on', async () => {
    await kim.client.importFhir(fileOf(...before));
    const ids = (await kim.client.list()).map(({ elementId }) => elementId).sort();
    const report = await kim.client.importFhir(fileOf(...after), { changed: 'update' });
    expect(report).toMatchObject({ imported: 1, updated: 2, problemCount: 0 });
    expect(report.changed.map(({ elementId, done }) => `${elementId} ${done}`).sort()).toEqual(ids.map((id) => `${id} updated`));
    expect(await weightsOf(kim.client)).toEqual(['80', '81', '82']);
    expect((await kim.client.list()).map(({ version }) => version).sort()).toEqual([1, 2, 2]);
    expect(await kim.client.importFhir(fileOf(...after), { changed: 'update' })).toMatchObject({ imported: 0, updated: 0, identical: 3 });
    const exported = resourcesOf(await textOf(kim.client.exportFhir(undefined, { provenance: false })));

    expect(sortedTexts(exported)).toEqual(sortedTexts(resourcesOf(bundleOf(after))));
  });

  it('becomes a second element where that is asked for', async () => {
    await kim.client.importFhir(fileOf(...before));
    const report = await kim.client.importFhir(fileOf(...after), { changed: 'add' });
    expect(report).toMatchObject({ imported: 3, updated: 0, changed: [{ done: 'added' }, { done: 'added' }] });
    expect(await weightsOf(kim.client)).toEqual(['70', '71', '80', '81', '82']);
    expect(await kim.client.importFhir(fileOf(...after))).toMatchObject({ imported: 0, identical: 3, changed: [] });
    expect(await kim.client.importFhir(fileOf(...before))).toMatchObject({ imported: 0, identical: 2, changed: [] });
  });

  it('loses no version of a file that holds several', async () => {
    const versions = ['70', '71', '72'].map((weight) => ({ id: 'w', weight }));
    expect(await kim.client.importFhir(fileOf(...versions))).toMatchObject({ imported: 3, changed: [] });
    expect(await kim.client.importFhir(fileOf(...versions))).toMatchObject({ imported: 0, identical: 3, changed: [] });
  });
});

describe('a file with one resource a line', () => {
  it('comes in line by line, is known again, and stays so as a bundle', async () => {
    const entries = [{ id: 'w1', weight: '70.50' }, { weight: '71' }];
    const lines = [observation(entries[0] as Entry), '', '{"resourceType":"Starship"}', observation(entries[1] as Entry)].join('\r\n');
    const report = await kim.client.importFhir(textFile(lines));
    expect(report).toMatchObject({ total: 3, imported: 2, problemCount: 1, byType: { Observation: 2 } });
    expect(report.problems).toEqual([
      {
        code: 'E_FHIR',
        rule: 'unknownType',
        index: 1,
        path: 'line 3: resourceType',
        message: 'is Starship, which is no resource type of R4',
      },
    ]);
    expect(await kim.client.importFhir(textFile(lines))).toMatchObject({ imported: 0, identical: 2 });
    expect(await kim.client.importFhir(fileOf(...entries))).toMatchObject({ imported: 0, identical: 2 });
  });
});

describe('imports at the same time', () => {
  it('take turns, whoever is first: what both files hold comes in once', async () => {
    const common = { id: 'w1', weight: '70' };
    const reports = await Promise.all([
      kim.client.importFhir(fileOf(common, { id: 'w2', weight: '71' })),
      kim.client.importFhir(fileOf(common, { id: 'w3', weight: '72' })),
    ]);
    const counts = reports.map(({ imported, identical }) => [imported, identical]);
    expect(counts.toSorted(([a = 0], [b = 0]) => b - a)).toEqual([
      [2, 0],
      [1, 1],
    ]);
    expect(await kim.client.imports()).toHaveLength(2);
  });
});

describe('taking an import back', () => {
  it('lists imports and erases what one created', async () => {
    const file = fileOf({ id: 'w1', weight: '70' }, { id: 'w2', weight: '71' });
    const { importId, fileHash } = await kim.client.importFhir(file);
    await kim.client.importFhir(fileOf({ id: 'w3', weight: '72' }));
    expect(await kim.client.imports()).toHaveLength(2);
    expect(await kim.client.imports()).toContainEqual(expect.objectContaining({ importId, fileHash, elements: 2, unchanged: 2 }));
    expect(await kim.client.undoImport(importId)).toEqual({ importId, erased: 2, kept: [] });
    expect(await weightsOf(kim.client)).toEqual(['72']);
    expect((await kim.client.erased()).map(({ receipt }) => receipt?.destroyed.versions)).toEqual([1, 1]);
    await expect(kim.client.undoImport(importId)).rejects.toMatchObject({ code: 'E_NOT_FOUND' });
    expect(await kim.client.importFhir(file)).toMatchObject({ imported: 2, identical: 0, resumed: false });
  });

  it('leaves alone what was changed or shared since, here or elsewhere, and says why', async () => {
    const lee = await person(server, 'Lee');
    await kim.client.findPerson(lee.identifier);
    const { importId } = await kim.client.importFhir(fileOf(...['70', '71', '72', '73'].map((weight) => ({ id: `w${weight}`, weight }))));
    const byTitle = new Map((await kim.client.list()).map((element) => [element.title, element.elementId]));
    const idOf = (weight: string): string => byTitle.get(`Weight: ${weight} kg`) ?? '';
    const tablet = await anotherDevice(server, kim);
    await tablet.client.sync();
    await tablet.client.update(idOf('70'), { schema: 'fhir/R4/Observation', title: 'Changed', body: observation({ weight: '99' }) });
    await kim.client.share([idOf('71'), idOf('72')], lee.account.accountId, {});
    await kim.client.revoke([idOf('72')], lee.account.accountId);
    const report = await kim.client.undoImport(importId);
    expect(report.erased).toBe(1);
    expect(new Map(report.kept.map(({ elementId, cause, reason }) => [elementId, [cause, reason]]))).toEqual(
      new Map([
        [idOf('70'), ['changed', 'changed since']],
        [idOf('71'), ['shared', 'shared since']],
        [idOf('72'), ['wasShared', 'was shared meanwhile']],
      ]),
    );
    expect(await weightsOf(kim.client)).toHaveLength(3);
    await expect(kim.client.undoImport('AAAAAAAAAAAAAAAAAAAAAA')).rejects.toMatchObject({ code: 'E_NOT_FOUND' });
  });
});

/** Imports one file twice, and its own export into the same record. */
const expectInOnce = async (bundle: string): Promise<void> => {
  const owner = await person(server, 'Owner');
  const first = await owner.client.importFhir(textFile(bundle));
  expect(first).toMatchObject({ problemCount: 0, changed: [], imported: first.total - first.identical });
  const second = await owner.client.importFhir(textFile(bundle));
  expect(second).toMatchObject({ imported: 0, identical: first.total, changed: [] });
  const exported = await textOf(owner.client.exportFhir());
  const third = await owner.client.importFhir(textFile(exported));
  expect(third).toMatchObject({ imported: 0, identical: first.imported, provenance: first.imported, changed: [], problemCount: 0 });
};

describe('records', () => {
  it('come in once: a made-up one', async () => {
    await expectInOnce(madeUpBundle(40, crypto.randomUUID()));
  });

  // The short form does so with the made-up one.
  for (const folder of IS_LONG ? [`${data}/synthea-r4`, `${data}/ips`] : []) {
    if (existsSync(folder)) {
      it(`[real input] come in once: ${folder}`, async () => {
        const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
        for (const name of files) await expectInOnce(readFileSync(`${folder}/${name}`, 'utf8'));
        expect(files.length).toBeGreaterThan(0);
      }, 120_000);
    }
  }
});
