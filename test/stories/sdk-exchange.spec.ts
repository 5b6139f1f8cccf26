import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SealchartError } from '@sealchart/protocol';
import type { HttpClient, LocalStore, SealchartClient } from '@sealchart/sdk';
import { createClient } from '@sealchart/sdk';
import { fixedClock, testPorts } from '@sealchart/sdk/testing';
import { madeUpBundle, resourcesOf, textFile, textOf } from './support/bundles.ts';
import type { InProcessServer } from './support/in-process-server.ts';
import { startServer } from './support/in-process-server.ts';
import { IS_LONG } from './support/long-form.ts';
import type { TestPerson } from './support/people.ts';
import { anotherDevice, person } from './support/people.ts';

const data = process.env['SEALCHART_DATA'] ?? '../shared/data';
let server: InProcessServer;
beforeAll(async () => {
  server = await startServer();
}, 60_000);
afterAll(() => server.close());

/** Paths that a device has asked for since `from`. */
const pathsOf = ({ traffic }: TestPerson, from = 0): string[] =>
  traffic.exchanges.slice(from).map(({ request }) => new URL(request.url).pathname);

/**
 * Ports of a program that dies at the n-th step: before a write to the store, before a request is sent, or after the
 * server has stored it and before the answer is read.
 */
const dyingPorts = (kim: TestPerson, deathAt: number): ReturnType<typeof testPorts> => {
  let steps = 0;
  const step = (): void => {
    steps += 1;
    if (steps >= deathAt) throw new SealchartError('E_NETWORK', { detail: 'killed' });
  };
  const http: HttpClient = {
    async send(request) {
      if (!request.url.endsWith('/batch')) return kim.ports.http.send(request);
      step();
      const response = await kim.ports.http.send(request);
      step();
      return response;
    },
  };
  const store: LocalStore = {
    ...kim.store,
    async write(changes) {
      if ([...(changes.put?.keys() ?? [])].some((key) => key.startsWith('import/'))) step();
      return kim.store.write(changes);
    },
  };
  return testPorts({ http, store, clock: fixedClock(Date.now()) });
};

/** The program started again on the same device. */
const program = async (kim: TestPerson, ports: ReturnType<typeof testPorts>): Promise<SealchartClient> => {
  const client = createClient({ server: server.url, client: { name: 'stories', version: '0.1.0' }, ports });
  await client.unlockWithKey(kim.client.accountKey());
  return client;
};

/** Imports every file of a folder and exports it from another device; gives how many there were. */
const roundTrip = async (folder: string): Promise<number> => {
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
  for (const name of files) {
    const bundle = readFileSync(`${folder}/${name}`, 'utf8');
    const owner = await person(server, 'Owner');
    const report = await owner.client.importFhir(textFile(bundle));
    expect(report).toMatchObject({ problemCount: 0, imported: report.total });
    const device = await anotherDevice(server, owner);
    await device.client.sync();
    expect(resourcesOf(await textOf(device.client.exportFhir(undefined, { provenance: false })))).toEqual(resourcesOf(bundle));
  }
  return files.length;
};

describe('importing a file', () => {
  let kim: TestPerson;
  beforeAll(async () => {
    kim = await person(server, 'Kim');
  });

  it('adds one element per resource, and exports them equal, decimals as text', async () => {
    const bundle = madeUpBundle(30, crypto.randomUUID());
    const progress: number[] = [];
    const report = await kim.client.importFhir(textFile(bundle), { onProgress: ({ done }) => progress.push(done) });
    expect(report).toMatchObject({
      total: 30,
      imported: 30,
      byType: { Patient: 1, Observation: 14, AllergyIntolerance: 15 },
      problemCount: 0,
      resumed: false,
    });
    expect([progress[0], progress.at(-1)]).toEqual([0, 30]);
    const listed = await kim.client.list({ types: ['AllergyIntolerance'] });
    expect(listed).toHaveLength(15);
    expect(listed[0]?.title).toContain('Nut');
    expect(resourcesOf(await textOf(kim.client.exportFhir(undefined, { provenance: false })))).toEqual(resourcesOf(bundle));
    const ids = listed.map((element) => element.elementId);
    expect(resourcesOf(await textOf(kim.client.exportFhir(ids, { provenance: false })))).toHaveLength(15);
  });

  it('tells in a dry run what it would do and sends nothing', async () => {
    const from = kim.traffic.exchanges.length;
    const report = await kim.client.importFhir(textFile(madeUpBundle(3, crypto.randomUUID())), { dryRun: true });
    expect(report).toMatchObject({ total: 3, imported: 0, byType: { Patient: 1, Observation: 1, AllergyIntolerance: 1 } });
    expect(pathsOf(kim, from)).toEqual([]);
  });

  it('brings in nothing of the same file a second time unless asked', async () => {
    const file = textFile(madeUpBundle(2, crypto.randomUUID()));
    const before = (await kim.client.list()).length;
    const first = await kim.client.importFhir(file);
    const from = kim.traffic.exchanges.length;
    const again = await kim.client.importFhir(file);
    expect(again).toMatchObject({ total: 2, imported: 0, identical: 2, changed: [], problemCount: 0, resumed: false, byType: {} });
    expect(pathsOf(kim, from)).not.toContain('/v1/elements/batch');
    const second = await kim.client.importFhir(file, { identical: 'add' });
    expect(second).toMatchObject({ imported: 2, identical: 0, fileHash: first.fileHash });
    expect(second.importId).not.toBe(first.importId);
    expect(await kim.client.list()).toHaveLength(before + 4);
  });

  it('names bad entries and imports the good ones', async () => {
    const good = JSON.parse(madeUpBundle(2, crypto.randomUUID())) as { entry: unknown[] };
    good.entry.splice(
      1,
      0,
      { resource: { resourceType: 'Starship' } },
      { resource: { resourceType: 'Patient', birthDate: 'yesterday' } },
      7,
    );
    const report = await kim.client.importFhir(textFile(JSON.stringify(good)));
    expect(report).toMatchObject({ total: 5, imported: 2, problemCount: 3 });
    expect(report.problems.map(({ index }) => index)).toEqual([1, 2, 3]);
  });

  it('sends nothing of a file that ends early or is none', async () => {
    const from = kim.traffic.exchanges.length;
    for (const text of [madeUpBundle(3, 'cut').slice(0, -40), '', '<ClinicalDocument/>', '[]']) {
      await expect(kim.client.importFhir(textFile(text))).rejects.toMatchObject({ code: 'E_FHIR' });
    }
    expect(pathsOf(kim, from)).toEqual([]);
  });

  it('tries again what the server refused, and nothing else', async () => {
    const owner = await person(server, 'Lee');
    const file = textFile(madeUpBundle(4, crypto.randomUUID()));
    // A clock that is an hour fast: the server stores nothing that was signed by it.
    const fast = await program(owner, testPorts({ http: owner.ports.http, store: owner.store, clock: fixedClock(Date.now() + 3_600_000) }));
    const refused = await fast.importFhir(file);
    expect(refused).toMatchObject({ imported: 0, problemCount: 4 });
    expect(refused.problems.map(({ index }) => index)).toEqual([0, 1, 2, 3]);
    expect(await owner.client.importFhir(file)).toMatchObject({ imported: 4, identical: 0, problemCount: 0 });
    expect(await owner.client.importFhir(file)).toMatchObject({ imported: 0, identical: 4, problemCount: 0 });
    expect(await owner.client.list()).toHaveLength(4);
  });

  it('notices that the file changed between its two readings', async () => {
    const [first, second] = [madeUpBundle(2, crypto.randomUUID()), madeUpBundle(2, crypto.randomUUID())].map(textFile);
    let readings = 0;
    const changing = { open: () => ((readings += 1) === 1 ? first : second)?.open() ?? [] };
    await expect(kim.client.importFhir(changing as never)).rejects.toMatchObject({ code: 'E_FHIR' });
  });
});

describe('an import that is killed', () => {
  const COUNT = 20;
  /** Written down, sent, answered, written down; at last the end of the import. */
  const STEPS = 4 + 1;

  it('goes on where it was, whatever the moment, and doubles and loses nothing', async () => {
    const kim = await person(server, 'Kim');
    let last = '';
    for (let deathAt = 1; deathAt <= STEPS; deathAt += 1) {
      last = madeUpBundle(COUNT, crypto.randomUUID());
      const file = textFile(last);
      const dying = await program(kim, dyingPorts(kim, deathAt));
      await expect(dying.importFhir(file)).rejects.toMatchObject({ code: 'E_NETWORK' });
      const report = await (await program(kim, dyingPorts(kim, Infinity))).importFhir(file);
      expect(report).toMatchObject({ imported: COUNT, total: COUNT, problemCount: 0, resumed: deathAt > 1 });
      expect(await kim.client.list()).toHaveLength(deathAt * COUNT);
    }
    const alive = await program(kim, dyingPorts(kim, STEPS + 1));
    await expect(alive.importFhir(textFile(madeUpBundle(COUNT, crypto.randomUUID())))).resolves.toMatchObject({ imported: COUNT });

    const second = await anotherDevice(server, kim);
    expect(await second.client.sync()).toMatchObject({ changed: (STEPS + 1) * COUNT, refused: [] });
  }, 120_000);

  it('goes on behind batches that were finished, and leaves nothing in the outbox', async () => {
    const kim = await person(server, 'Kim');
    // Two batches: the most that one request holds, and a rest.
    const bundle = madeUpBundle(501, crypto.randomUUID());
    const outbox = (): string[] => [...kim.store.entries.keys()].filter((key) => key.startsWith('outbox/'));
    for (const deathAt of [7, 2]) {
      await expect((await program(kim, dyingPorts(kim, deathAt))).importFhir(textFile(bundle))).rejects.toMatchObject({
        code: 'E_NETWORK',
      });
      expect(outbox()).not.toEqual([]);
    }
    await kim.client.importFhir(textFile(bundle));
    expect(outbox()).toEqual([]);
    const second = await anotherDevice(server, kim);
    expect(await second.client.sync()).toMatchObject({ changed: 501, refused: [] });
    expect(resourcesOf(await textOf(second.client.exportFhir(undefined, { provenance: false })))).toEqual(resourcesOf(bundle));
  }, 60_000);
});

const weight = (id: string, kilograms: string): string =>
  `{"resource":{"resourceType":"Observation","id":"${id}","status":"final","code":{"text":"Weight"},"valueQuantity":{"value":${kilograms}}}}`;

/** One that is there, one that is there with other content, a new one, and the new one again. */
const fileWith = (value: string) => {
  const entries = [weight('there', '70'), weight('changes', value), ...(value === '71' ? [] : [weight('new', '73'), weight('new', '73')])];
  return textFile(`{"resourceType":"Bundle","type":"collection","entry":[${entries.join(',')}]}`);
};

describe('an import into a record that has some of it, killed', () => {
  it('ends with each once and the change made once, whatever the moment', async () => {
    // The edit is sent and answered; the rest is written down, sent, answered, written down; at last the end of the import.
    for (const deathAt of [1, 2, 3, 4, 5, 6, 7]) {
      const kim = await person(server, 'Kim');
      await kim.client.importFhir(fileWith('71'));
      const dying = await program(kim, dyingPorts(kim, deathAt));
      await expect(dying.importFhir(fileWith('72'), { changed: 'update' })).rejects.toMatchObject({ code: 'E_NETWORK' });
      const alive = await program(kim, dyingPorts(kim, Infinity));
      const report = await alive.importFhir(fileWith('72'), { changed: 'update' });
      expect(report).toMatchObject({ total: 4, problemCount: 0 });
      expect(report.imported + report.updated + report.identical).toBe(4);
      const listed = await alive.list();
      expect(listed.map(({ title, version }) => `${title} v${version}`).sort()).toEqual([
        'Weight: 70 v1',
        'Weight: 72 v2',
        'Weight: 73 v1',
      ]);
      expect(await alive.waiting()).toEqual([]);
      const tablet = await anotherDevice(server, kim);
      expect(await tablet.client.sync()).toMatchObject({ changed: 3, refused: [] });
    }
  }, 120_000);
});

describe('real records', () => {
  for (const folder of IS_LONG ? [`${data}/synthea-r4`, `${data}/ips`] : [`${data}/ips`]) {
    if (existsSync(folder)) {
      it(`[real input] ${folder} imports whole and exports equal`, async () => {
        expect(await roundTrip(folder)).toBeGreaterThan(0);
      }, 120_000);
    }
  }
});
