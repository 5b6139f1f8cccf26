import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ImportProgress, SealchartClient } from '@sealchart/sdk';
import { madeUpBundle, resourcesOf, textFile, textOf } from './support/bundles.ts';
import type { InProcessServer } from './support/in-process-server.ts';
import { startServer } from './support/in-process-server.ts';
import { IS_LONG } from './support/long-form.ts';
import type { TestPerson } from './support/people.ts';
import { anotherDevice, person } from './support/people.ts';

const COUNT = 5;
/** So long that a request does not hold all of them: two batches. */
const LONG = 'x'.repeat(900_000);

const longBundle = (marker: string): string => madeUpBundle(COUNT, marker).replaceAll('</div>', `${LONG}</div>`);

let server: InProcessServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

/** Acts once, when so many entries are in; the import waits for it, as for a person who has paused it. */
const gateAt = (said: ImportProgress[], done: number, act: () => Promise<unknown>) => {
  let hasActed = false;
  return async (): Promise<void> => {
    if (hasActed || (said.at(-1)?.done ?? 0) < done) return;
    hasActed = true;
    await act();
  };
};

describe('an import under way', () => {
  let kim: TestPerson | undefined;
  let bundle = '';
  const started = (client: SealchartClient, act: () => Promise<unknown>, after = 1) => {
    const said: ImportProgress[] = [];
    const gate = gateAt(said, after, act);
    return client.importFhir(textFile(bundle), { onProgress: (progress) => said.push(progress), gate });
  };
  const again = async (client: SealchartClient) => {
    const said: ImportProgress[] = [];
    const report = await client.importFhir(textFile(bundle), { onProgress: (progress) => said.push(progress) });
    return { report, from: said.find(({ phase }) => phase === 'comparing')?.done };
  };
  beforeAll(async () => {
    kim = await person(server, 'Kim');
  });

  it('lets others have their turn: elements are opened, written and synced while it waits', async () => {
    const { client } = kim as TestPerson;
    bundle = longBundle(crypto.randomUUID());
    const report = await started(client, async () => {
      const [first] = await client.list({ types: ['Patient'] });
      expect(await client.open(first?.elementId ?? '')).toMatchObject({ schema: 'fhir/R4/Patient' });
      expect(await client.create([{ schema: 'text/plain', title: 'meanwhile', body: 'meanwhile' }])).toMatchObject([{ ok: true }]);
      await client.sync();
    });
    expect(report).toMatchObject({ imported: COUNT, problemCount: 0, resumed: false, cancelled: false, patients: 1 });
    expect(await client.list()).toHaveLength(COUNT + 1);
  });

  it('ends with the lock, also where the account is open again', async () => {
    const { client } = kim as TestPerson;
    bundle = madeUpBundle(1, crypto.randomUUID());
    const [key, { length }] = [client.accountKey(), await client.list()];
    const reopened = async (): Promise<void> => {
      client.lock();
      await client.unlockWithKey(key);
    };
    await expect(started(client, reopened, 0)).rejects.toMatchObject({ code: 'E_LOCKED' });
    expect(await client.list()).toHaveLength(length);
    expect((await again(client)).report).toMatchObject({ imported: 1 });
  });

  if (IS_LONG)
    it('stops when the session ends, and goes on after a login where it was', async () => {
      const { client, identifier, password } = kim as TestPerson;
      const other = await anotherDevice(server, kim as TestPerson);
      bundle = longBundle(crypto.randomUUID());
      const stopped = started(client, () => other.client.endOtherSessions());
      await expect(stopped).rejects.toMatchObject({ code: 'E_UNAUTHENTICATED', detail: expect.stringContaining(`of ${COUNT}`) });
      await client.login({ identifier, password, device: 'the same' });
      const { report, from } = await again(client);
      expect(from).toBeGreaterThan(0);
      expect(report).toMatchObject({ imported: COUNT, identical: 0, problemCount: 0, resumed: true });
      await other.client.sync();
      const all = resourcesOf(await textOf(other.client.exportFhir(undefined, { provenance: false })));
      const marker = /"Patient","id":"([^"]+)-0"/.exec(bundle)?.[1] ?? 'none';
      expect(all.filter(({ fullUrl }) => fullUrl?.includes(marker))).toEqual(resourcesOf(bundle));
    });

  if (IS_LONG)
    it('ends with the lock and with a logout after a batch, and touches nothing that is opened after it', async () => {
      const { client } = kim as TestPerson;
      bundle = longBundle(crypto.randomUUID());
      const key = client.accountKey();
      const locked = started(client, async () => {
        client.lock();
        await client.unlockWithKey(key);
      });
      await expect(locked).rejects.toMatchObject({ code: 'E_LOCKED' });
      expect((await again(client)).report).toMatchObject({ imported: COUNT, resumed: true });

      const { client: device } = await anotherDevice(server, kim as TestPerson);
      bundle = longBundle(crypto.randomUUID());
      const next = { identifier: `next.${crypto.randomUUID()}@example.org`, name: 'Next', device: 'next' };
      const left = started(device, async () => {
        await device.logout();
        await device.register({ ...next, password: `a long password ${crypto.randomUUID()}` });
      });
      await expect(left).rejects.toMatchObject({ code: 'E_LOCKED' });
      await device.sync();
      expect(await device.list()).toEqual([]);
    });
});
