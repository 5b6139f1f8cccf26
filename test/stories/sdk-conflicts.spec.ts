import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Draft, OpenedElement, Outcome } from '@sealchart/sdk';
import { AccountDevice } from './support/account-device.ts';
import { outcomeOf } from './support/account-checks.ts';
import type { InProcessServer } from './support/in-process-server.ts';
import { startServer } from './support/in-process-server.ts';

let server: InProcessServer;
beforeAll(async () => {
  server = await startServer();
}, 60_000);
afterAll(() => server.close());

/** A person whose devices break down. */
interface Person {
  readonly identifier: string;
  readonly password: string;
  readonly device: AccountDevice;
}

async function join(name: string): Promise<Person> {
  const [identifier, password] = [`${name}.${crypto.randomUUID()}@example.org`, `long password ${crypto.randomUUID()}`];
  const device = new AccountDevice(server);
  await device.client.register({ identifier, name, password, device: 'first' });
  return { identifier, password, device };
}

async function secondDevice({ identifier, password }: Person): Promise<AccountDevice> {
  const device = new AccountDevice(server);
  await device.client.login({ identifier, password, device: 'second' });
  await device.client.sync();
  return device;
}

const medication = (members: Readonly<Record<string, unknown>>, title = 'Ibuprofen'): Draft => ({
  schema: 'fhir/R4/MedicationStatement',
  title,
  body: JSON.stringify({ resourceType: 'MedicationStatement', status: 'active', ...members }),
});
const DOSE = { dosage: [{ text: '1-0-1' }], note: [{ text: 'with food' }] };
const membersOf = ({ body }: OpenedElement): unknown => JSON.parse(body);

async function createOn(device: AccountDevice, draft: Draft = medication(DOSE)): Promise<string> {
  const [outcome] = await device.client.create([draft]);
  expect(outcome).toMatchObject({ ok: true, version: 1 });
  return outcome?.elementId ?? '';
}

/** Without the network, as far as this act goes. */
async function offline<T>(device: AccountDevice, act: () => Promise<T>): Promise<T> {
  device.breakdown.plan({ at: 1, moment: 'before', kind: 'outage' });
  try {
    return await act();
  } finally {
    device.breakdown.plan(undefined);
  }
}

describe('two devices of one person', () => {
  it('that changed different parts without the network come to one content with both', async () => {
    const ada = await join('Ada');
    const elementId = await createOn(ada.device);
    const tablet = await secondDevice(ada);
    await tablet.client.open(elementId);
    const first = await offline(ada.device, () =>
      ada.device.client.update(elementId, medication({ ...DOSE, dosage: [{ text: '1-1-1' }] })),
    );
    const second = await offline(tablet, () => tablet.client.update(elementId, medication({ ...DOSE, note: [{ text: 'after food' }] })));
    expect([first, second]).toEqual([1, 2].map(() => ({ elementId, ok: true, version: 2, isWaiting: true })));
    expect((await ada.device.client.list())[0]).toMatchObject({ edit: 'waiting' });
    expect((await ada.device.client.sync()).sent).toEqual([{ elementId, ok: true, version: 2 }]);
    expect((await tablet.client.sync()).sent).toEqual([{ elementId, ok: true, version: 3, isMerged: true }]);
    const expected = { resourceType: 'MedicationStatement', status: 'active', dosage: [{ text: '1-1-1' }], note: [{ text: 'after food' }] };
    for (const { client } of [ada.device, tablet]) {
      await client.sync();
      expect(membersOf(await client.open(elementId))).toEqual(expected);
      expect([await client.waiting(), await client.conflicts()]).toEqual([[], []]);
    }
  });

  it('that changed the same part keep both until the person chose, over restarts and rounds', async () => {
    const ada = await join('Ada');
    const elementId = await createOn(ada.device);
    const tablet = await secondDevice(ada);
    await tablet.client.open(elementId);
    await offline(tablet, () => tablet.client.update(elementId, medication({ ...DOSE, dosage: [{ text: '0-0-1' }] })));
    await ada.device.client.update(elementId, medication({ ...DOSE, dosage: [{ text: '1-1-1' }] }, 'Ibuprofen 400'));
    expect(await tablet.client.sync()).toMatchObject({ sent: [{ elementId, ok: false, error: { code: 'E_UNMERGED' } }], conflicts: 1 });
    tablet.restart();
    await tablet.client.unlock({ password: ada.password });
    expect(await tablet.client.conflicts()).toMatchObject([
      {
        elementId,
        baseVersion: 1,
        theirVersion: 2,
        theirAuthor: tablet.client.account().accountId,
        fields: [{ path: 'dosage', before: '[{"text":"1-0-1"}]', mine: '[{"text":"0-0-1"}]', theirs: '[{"text":"1-1-1"}]' }],
        merged: [{ path: 'title', before: 'Ibuprofen', after: 'Ibuprofen 400' }],
      },
    ]);
    expect(membersOf(await tablet.client.open(elementId))).toMatchObject({ dosage: [{ text: '1-1-1' }] });
    await ada.device.client.update(elementId, medication({ ...DOSE, dosage: [{ text: '2-2-2' }] }, 'Ibuprofen 400'));
    expect(await tablet.client.resolveConflict(elementId, { all: 'mine' })).toMatchObject({ error: { code: 'E_UNMERGED' } });
    expect(await tablet.client.resolveConflict(elementId, { fields: { dosage: 'mine' } })).toMatchObject({ ok: true, version: 4 });
    const opened = await ada.device.client.open(elementId);
    expect([opened.title, membersOf(opened)]).toEqual(['Ibuprofen 400', expect.objectContaining({ dosage: [{ text: '0-0-1' }] })]);
    expect(await tablet.client.waiting()).toEqual([]);
  });
});

describe('two people', () => {
  it('that write and remark at once lose nothing, and each remark keeps its author', async () => {
    const [ada, ben] = [await join('Ada'), await join('Ben')];
    const elementId = await createOn(ada.device);
    const { accountId } = await ada.device.client.findPerson(ben.identifier);
    await ada.device.client.share([elementId], accountId, { role: 'editor' });
    await ben.device.client.sync();
    await ben.device.client.open(elementId);
    const rounds = 3;
    const all: Outcome[] = [];
    for (let n = 0; n < rounds; n += 1) {
      all.push(
        ...(await Promise.all([
          ada.device.client.addAddendum(elementId, `Ada ${n}`),
          ben.device.client.addAddendum(elementId, `Ben ${n}`),
          ada.device.client.update(elementId, medication({ ...DOSE, dosage: [{ text: `${n}-0-0` }] })),
        ])),
      );
    }
    expect(all.filter(({ ok }) => !ok)).toEqual([]);
    const [seenByAda, seenByBen] = [await ada.device.client.open(elementId), await ben.device.client.open(elementId)];
    expect(seenByBen.remarks).toEqual(seenByAda.remarks);
    expect(seenByAda.remarks.map(({ number }) => number)).toEqual(Array.from({ length: 2 * rounds }, (_, i) => i + 1));
    const texts = (author: string) => seenByAda.remarks.filter((remark) => remark.author === author).map(({ text }) => text);
    expect(texts(ada.device.client.account().accountId)).toEqual(['Ada 0', 'Ada 1', 'Ada 2']);
    expect(texts(accountId)).toEqual(['Ben 0', 'Ben 1', 'Ben 2']);
    expect(membersOf(seenByBen)).toMatchObject({ dosage: [{ text: '2-0-0' }] });
  });

  it('of whom one is taken out while their edit waits: it stays a draft, and the record as it is', async () => {
    const [ada, ben] = [await join('Ada'), await join('Ben')];
    const elementId = await createOn(ada.device);
    const { accountId } = await ada.device.client.findPerson(ben.identifier);
    await ada.device.client.share([elementId], accountId, { role: 'editor' });
    await ben.device.client.sync();
    await ben.device.client.open(elementId);
    await offline(ben.device, () => ben.device.client.update(elementId, medication({})));
    await ada.device.client.revoke([elementId], accountId);
    expect(await ben.device.client.sync()).toMatchObject({ gone: 1, sent: [{ elementId, ok: false, error: { code: 'E_NOT_FOUND' } }] });
    expect(await ben.device.client.waiting()).toMatchObject([{ elementId, title: 'Ibuprofen', state: 'waiting' }]);
    expect(membersOf(await ada.device.client.open(elementId))).toMatchObject(DOSE);
    await ben.device.client.discardEdit(elementId);
    expect((await ben.device.client.sync()).sent).toEqual([]);
  });
});

describe('a session that ends while something waits', () => {
  it('is told, and after the next login everything goes out once', async () => {
    const ada = await join('Ada');
    const elementId = await createOn(ada.device);
    const tablet = await secondDevice(ada);
    await tablet.client.open(elementId);
    await ada.device.client.endOtherSessions();
    const draft = medication({ ...DOSE, note: [{ text: 'late' }] });
    expect(await outcomeOf(() => tablet.client.update(elementId, draft))).toBe('E_UNAUTHENTICATED');
    const created = await tablet.client.create([medication({}), medication({})]);
    expect(created).toMatchObject([1, 2].map(() => ({ ok: true, isWaiting: true })));
    expect(await outcomeOf(() => tablet.client.sync())).toBe('E_UNAUTHENTICATED');
    await tablet.client.login({ identifier: ada.identifier, password: ada.password, device: 'second' });
    const { sent } = await tablet.client.sync();
    expect(sent.map((outcome) => [outcome.elementId, outcome.ok])).toEqual(
      [...created, { elementId }].map((item) => [item.elementId, true]),
    );
    await ada.device.client.sync();
    expect(await ada.device.client.list()).toHaveLength(3);
    expect(membersOf(await ada.device.client.open(elementId))).toMatchObject({ note: [{ text: 'late' }] });
  });
});

describe.each(['before', 'after'] as const)('a program that ends %s any of its calls', (moment) => {
  it('of an edit and an addendum loses neither and doubles neither', async () => {
    const ada = await join('Ada');
    const tablet = await secondDevice(ada);
    let n = 1;
    for (let isStruck = true; isStruck; n += 1) {
      const elementId = await createOn(ada.device);
      await tablet.client.sync();
      await tablet.client.open(elementId);
      await ada.device.client.update(elementId, medication({ ...DOSE, note: [{ text: 'by the other device' }] }));
      const draft = medication({ ...DOSE, dosage: [{ text: '0-1-0' }] });
      const update = () => tablet.client.update(elementId, draft, { base: 1 });
      const remark = () => tablet.client.addAddendum(elementId, 'remarked');
      tablet.breakdown.plan({ at: n, moment, kind: 'death' });
      const outcomes = [await outcomeOf(update), await outcomeOf(remark)];
      isStruck = tablet.breakdown.hasStruck;
      tablet.restart();
      await tablet.client.unlock({ password: ada.password });
      await tablet.client.sync();
      expect([n, await tablet.client.waiting()]).toEqual([n, []]);
      // What ended before it was written down is done again, as the person would.
      const after = await tablet.client.open(elementId);
      if (!after.body.includes('0-1-0')) await update();
      if (after.remarks.length === 0) await remark();
      const { body, remarks, version } = await ada.device.client.open(elementId);
      expect([n, outcomes, JSON.parse(body), remarks.map(({ text }) => text), version]).toEqual([
        n,
        outcomes,
        expect.objectContaining({ dosage: [{ text: '0-1-0' }], note: [{ text: 'by the other device' }] }),
        ['remarked'],
        4,
      ]);
    }
    expect(n).toBeGreaterThan(8);
  }, 300_000);
});
