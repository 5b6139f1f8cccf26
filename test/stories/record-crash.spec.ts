import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { printFigure } from '@sealchart/api/testing';
import { utf8 } from '@sealchart/protocol';
import type { FileSource, Outcome, SealchartClient } from '@sealchart/sdk';
import { createClient } from '@sealchart/sdk';
import { memoryStore, testPorts } from '@sealchart/sdk/testing';
import mongoose from 'mongoose';
import { outcomeOf } from './support/account-checks.ts';
import type { ApiProcess } from './support/api-process.ts';
import { apiProcess } from './support/api-process.ts';
import { resourcesOf } from './support/bundles.ts';
import type { DatabaseProcess } from './support/database-process.ts';
import { databaseProcess } from './support/database-process.ts';
import { IS_LONG } from './support/long-form.ts';
import { madeUpRecord } from './support/made-up-record.ts';

const ENTRIES = 600;
/** Elements that are shared, and of them erased. */
const SHARED = 300;
/** Kills in the course of one act, and how often everything is done anew. */
const KILLS = IS_LONG ? 6 : 1;
const ROUNDS = IS_LONG ? 10 : 1;
/** About what an act takes here when nothing disturbs it: kills fall anywhere within. */
const ACT_MS = 2_500;
/** What an act may end with while somebody pulls plugs. */
const DISTURBED = ['done', 'E_NETWORK', 'E_UNAVAILABLE', 'E_INTERNAL'];

let database: DatabaseProcess;
let server: ApiProcess;
let records: mongoose.Connection;
let struck = 0;
beforeAll(async () => {
  database = await databaseProcess();
  server = await apiProcess({ mongodb: database.uri });
  await server.start();
  records = await mongoose.createConnection(server.databases.records).asPromise();
}, 120_000);
afterAll(async () => {
  printFigure('kills of server and database', `${struck} in the midst of an act`, 'nothing doubled, nothing half');
  await records.close();
  await server.remove();
  await database.remove();
}, 120_000);

const victims = {
  server: async () => {
    await server.kill();
    await server.start();
  },
  mongod: () => database.killAndRestart(),
};

const record = madeUpRecord(ENTRIES);
const file: FileSource = {
  async *open() {
    yield utf8(record.text);
  },
};

async function personOf(name: string): Promise<SealchartClient> {
  const client = createClient({
    server: server.url,
    client: { name: 'stories', version: '0.1.0' },
    ports: testPorts({ store: memoryStore() }),
  });
  const identifier = `${name}.${crypto.randomUUID()}@example.org`;
  await client.register({ identifier, name, password: `the password of ${name}`, device: 'story' });
  return client;
}

/** Runs an act while the victim dies at moments that chance picks, and comes back; then again in peace until it is done. */
async function disturb(kill: () => Promise<void>, act: () => Promise<unknown>): Promise<void> {
  const running = outcomeOf(act);
  for (let n = 0; n < KILLS; n += 1) {
    const first = await Promise.race([running, pause((Math.random() * ACT_MS) / KILLS, 'time')]);
    if (first !== 'time') break;
    await kill();
    struck += 1;
  }
  expect(DISTURBED).toContain(await running);
  // Sessions, drafts and batches were kept: the same act goes on where it stopped.
  expect(await outcomeOf(act)).toBe('done');
}

/** Throws what is left of a bulk act, so that it counts as not done. */
async function allOf(act: Promise<readonly Outcome[]>): Promise<void> {
  for (const outcome of await act) if (!outcome.ok) throw outcome.error;
}

/** What the database holds of one record, document by document. */
async function rawCounts(recordId: string): Promise<Record<string, number>> {
  const names = ['elements', 'elementversions', 'elementcontents', 'keypackets'];
  const counts = await Promise.all(names.map((name) => records.collection(name).countDocuments({ recordId })));
  return Object.fromEntries(names.map((name, i) => [name, counts[i] ?? 0]));
}

describe.each(Object.entries(victims))('whatever happens to the %s', (_name, kill) => {
  it.each(Array.from({ length: ROUNDS }, (_, i) => i))(
    'an import, a share and an erase end whole (%d)',
    async () => {
      const [owner, doctor] = [await personOf('owner'), await personOf('doctor')];
      const { accountId: recordId } = owner.account();
      const { accountId: doctorId } = await owner.findPerson(doctor.account().identifier);

      await disturb(kill, () => owner.importFhir(file));
      await owner.sync();
      expect(await owner.list()).toHaveLength(ENTRIES);
      expect(await rawCounts(recordId)).toEqual({
        elements: ENTRIES,
        elementversions: ENTRIES,
        elementcontents: ENTRIES,
        keypackets: ENTRIES,
      });
      const exported: string[] = [];
      for await (const chunk of owner.exportFhir(undefined, { provenance: false })) exported.push(chunk);
      expect(resourcesOf(exported.join(''))).toEqual(resourcesOf(record.text));

      const ids = (await owner.list()).slice(0, SHARED).map(({ elementId }) => elementId);
      await disturb(kill, () => allOf(owner.share(ids, doctorId, { role: 'viewer' })));
      expect((await doctor.sync()).refused).toEqual([]);
      expect((await doctor.list()).map(({ elementId, version }) => `${elementId} ${version}`).sort()).toEqual(
        ids.map((elementId) => `${elementId} 2`).sort(),
      );

      await disturb(kill, () => allOf(owner.erase(ids)));
      expect((await doctor.sync()).refused).toEqual([]);
      expect(await doctor.list()).toEqual([]);
      await owner.sync();
      expect(await owner.list()).toHaveLength(ENTRIES - SHARED);
      const erased = await owner.erased();
      expect(erased.map(({ elementId }) => elementId).sort()).toEqual([...ids].sort());
      expect(erased.filter(({ receipt }) => receipt === undefined)).toEqual([]);
      expect(await rawCounts(recordId)).toMatchObject({
        elements: ENTRIES,
        elementcontents: ENTRIES - SHARED,
        keypackets: ENTRIES - SHARED,
      });
      expect((await owner.usage()).elements).toBe(ENTRIES - SHARED);
    },
    IS_LONG ? 900_000 : 300_000,
  );
});
