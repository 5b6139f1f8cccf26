import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { Clock } from '../../platform/clock.ts';
import { partsOf, readElementState } from '../../testing/element-state.ts';
import { broughtBy } from '../../testing/shared-element.ts';
import type { LoggedInAccount } from '../../testing/test-account.ts';
import { registerAndLogIn } from '../../testing/test-account.ts';
import type { TestVersion } from '../../testing/test-element.ts';
import { TestElement, store } from '../../testing/test-element.ts';
import type { TestServer } from '../../testing/test-server.ts';
import { startTestServer } from '../../testing/test-server.ts';

const MEBIBYTE = 2 ** 20;
const ELEMENTS = 6;

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ RECORD_ELEMENTS: String(ELEMENTS), RECORD_MEBIBYTES: '1' });
});
afterAll(async () => {
  await server.close();
});

const codesOf = async (account: LoggedInAccount, ...versions: TestVersion[]): Promise<string[]> =>
  (await store(server, account, ...versions)).map((result) => (result.status === 'refused' ? result.code : result.status));
const usageOf = async ({ token }: LoggedInAccount): Promise<{ elements: number; bytes: number }> => {
  const { status, body } = await server.inject({ url: '/v1/usage', token });
  if (status !== 200) throw new Error(JSON.stringify(body));
  return body as { elements: number; bytes: number };
};
/** Bytes that versions bring. */
const bytesOf = (...versions: TestVersion[]): number => broughtBy(versions).reduce((sum, { length }) => sum + length, 0);
/** Bytes that stay of a version with so many readers, those that it takes out included. */
const staying = (...readers: number[]): number => readers.reduce((sum, count) => sum + 256 + 256 * count, 0);
const manyFirsts = (person: LoggedInAccount, count: number): Promise<TestVersion[]> =>
  Promise.all(Array.from({ length: count }, () => TestElement.of(person.identity).edit()));
/** Text of so many bytes that nothing compresses. */
const text = (bytes: number): string => randomBytes(bytes / 2).toString('hex');

describe('the usage of a record', () => {
  it('counts what versions bring, and gives back what is erased', async () => {
    const [ada, bob] = await Promise.all([registerAndLogIn(server), registerAndLogIn(server)]);
    expect(await usageOf(ada)).toEqual({ elements: 0, bytes: 0, elementLimit: ELEMENTS, byteLimit: MEBIBYTE });
    const [first, other] = (await manyFirsts(ada, 2)) as [TestVersion, TestVersion];
    const second = await first.element.edit();
    const shared = await second.element.share([...first.element.readers, { identity: bob.identity, role: 'editor', history: true }]);
    const edited = await shared.element.edit({ by: bob.identity });
    expect(await codesOf(ada, first, other, second, shared)).toEqual(['stored', 'stored', 'stored', 'stored']);
    expect(await codesOf(bob, edited)).toEqual(['stored']);
    expect(await usageOf(ada)).toMatchObject({
      elements: 2,
      bytes: bytesOf(first, other, second, shared, edited) + staying(1, 1, 1, 2, 2),
    });
    expect(await usageOf(bob)).toMatchObject({ elements: 0, bytes: 0 });
    const [head] = await partsOf(server, 'elements', first.element.elementId);
    expect(head?.['bytes']).toBe(bytesOf(first, second, shared, edited));

    // Who leaves gives nothing back; the version that takes him out counts.
    const taken = await edited.element.share(first.element.readers);
    await codesOf(ada, taken, taken, edited);
    expect(await usageOf(ada)).toMatchObject({
      elements: 2,
      bytes: bytesOf(first, other, second, shared, edited, taken) + staying(1, 1, 1, 2, 2, 2),
    });

    const erase = await taken.element.erase();
    expect(await codesOf(ada, erase, erase)).toEqual(['stored', 'unchanged']);
    // Places and feeds stay.
    expect(await usageOf(ada)).toMatchObject({ elements: 1, bytes: bytesOf(other, erase) + staying(1, 1, 1, 2, 2, 2, 1) });
  });

  it('is for who is logged in', async () => {
    expect(await server.inject({ url: '/v1/usage' })).toMatchObject({ status: 401, body: { code: 'E_UNAUTHENTICATED' } });
    expect((await server.inject({ url: '/v1/usage', token: 'A'.repeat(43) })).status).toBe(401);
  });
});

describe('a record that is full of elements', () => {
  it('takes no more of them, item by item, but everything else', async () => {
    const ada = await registerAndLogIn(server);
    const firsts = await manyFirsts(ada, ELEMENTS + 1);
    const [first, last] = [firsts[0] as TestVersion, firsts[ELEMENTS] as TestVersion];
    const second = await first.element.edit();
    const results = await store(server, ada, ...firsts, second);
    expect(results.map(({ status }) => status)).toEqual([...Array.from({ length: ELEMENTS }, () => 'stored'), 'refused', 'stored']);
    expect(results[ELEMENTS]).toMatchObject({ code: 'E_QUOTA', detail: 'the record of its owner holds 6 elements, as many as it may' });
    expect(await usageOf(ada)).toMatchObject({ elements: ELEMENTS });
    expect(await readElementState(server, last.element.elementId)).toMatchObject({ elements: [], elementversions: [] });
    const erase = await second.element.erase();
    expect(await codesOf(ada, last, erase, last)).toEqual(['E_QUOTA', 'stored', 'stored']);
    expect(await usageOf(ada)).toMatchObject({ elements: ELEMENTS });
  });

  it('never goes over it, however many write at once', async () => {
    const ada = await registerAndLogIn(server);
    const firsts = await manyFirsts(ada, 3 * ELEMENTS);
    const codes = (await Promise.all(firsts.map((first) => codesOf(ada, first)))).flat();
    expect(codes.filter((code) => code === 'stored').length).toBe(ELEMENTS);
    expect(codes.filter((code) => code === 'E_QUOTA').length).toBe(2 * ELEMENTS);
    const stored = firsts.filter((_, i) => codes[i] === 'stored');
    expect(await usageOf(ada)).toMatchObject({ elements: ELEMENTS, bytes: bytesOf(...stored) + staying(...stored.map(() => 1)) });
  });
});

/** A record that has room for little more, with an element that is shared. */
const makeFull = async (): Promise<{ ada: LoggedInAccount; bob: LoggedInAccount; newest: TestElement }> => {
  const [ada, bob] = await Promise.all([registerAndLogIn(server), registerAndLogIn(server)]);
  const first = await TestElement.of(ada.identity).edit({ body: text(MEBIBYTE - 64 * 1_024) });
  const shared = await first.element.share([...first.element.readers, { identity: bob.identity, role: 'manager' }]);
  expect(await codesOf(ada, first, shared)).toEqual(['stored', 'stored']);
  return { ada, bob, newest: shared.element };
};

describe('a record that is full of bytes', () => {
  it('takes what fits, and names what is full', async () => {
    const { ada, bob, newest } = await makeFull();
    const before = await readElementState(server, newest.elementId);
    const tooLarge = await newest.edit({ body: text(64 * 1_024) });
    const detail = 'the record of its owner may hold 1 MiB, and this would go over them';
    for (const person of [ada, bob]) {
      const version = person === ada ? tooLarge : await newest.edit({ by: bob.identity, body: text(64 * 1_024) });
      expect(await store(server, person, version)).toEqual([{ status: 'refused', code: 'E_QUOTA', detail }]);
    }
    expect(await readElementState(server, newest.elementId)).toEqual(before);
    const small = await newest.edit({ body: 'x' });
    const own = await TestElement.of(bob.identity).edit({ body: text(64 * 1_024) });
    expect(await codesOf(ada, tooLarge, small)).toEqual(['E_QUOTA', 'stored']);
    expect(await codesOf(bob, own)).toEqual(['stored']);
  });

  it('locks nobody in: readers are taken out, and elements erased', async () => {
    const { ada, bob, newest } = await makeFull();
    await server.records.collection<{ _id: string }>('usages').updateOne({ _id: ada.accountId }, { $set: { bytes: MEBIBYTE } });
    const carol = await registerAndLogIn(server);
    const swapped = [...newest.readers.slice(0, 1), { identity: carol.identity, role: 'viewer' as const }];
    const lowered = [...newest.readers.slice(0, 1), { identity: bob.identity, role: 'viewer' as const }];
    expect(await codesOf(ada, await newest.share([...newest.readers, ...swapped.slice(1)]))).toEqual(['E_QUOTA']);
    expect(await codesOf(ada, await newest.share(swapped))).toEqual(['E_QUOTA']);
    expect(await codesOf(ada, await newest.share(lowered))).toEqual(['E_QUOTA']);
    const taken = await newest.share(newest.readers.slice(0, 1));
    expect(await codesOf(ada, taken)).toEqual(['stored']);
    expect(await usageOf(ada)).toMatchObject({ bytes: MEBIBYTE + bytesOf(taken) + staying(2) });
    expect(await codesOf(ada, await taken.element.edit({ body: 'x' }))).toEqual(['E_QUOTA']);
    const erase = await taken.element.erase();
    expect(await codesOf(ada, erase)).toEqual(['stored']);
    expect((await usageOf(ada)).bytes).toBeLessThan(MEBIBYTE);
  });

  it('never goes over it, however many write at once', async () => {
    const ada = await registerAndLogIn(server);
    const firsts = await Promise.all(Array.from({ length: 5 }, () => TestElement.of(ada.identity).edit({ body: text(300 * 1_024) })));
    const codes = (await Promise.all(firsts.map((first) => codesOf(ada, first)))).flat();
    expect(codes.sort()).toEqual(['E_QUOTA', 'E_QUOTA', 'stored', 'stored', 'stored']);
    const { bytes, elements } = await usageOf(ada);
    expect([elements, bytes <= MEBIBYTE]).toEqual([3, true]);
  });
});

describe('a server that is full of elements', () => {
  const detail = 'this server holds as much as its operator lets it hold for all its people together';
  let small: TestServer;
  beforeEach(async () => {
    small = await startTestServer({ INSTANCE_ELEMENTS: '3' });
  });
  afterEach(async () => {
    await small.close();
  });

  it('takes no more of them from anybody, but everything else, and what was given back is there for all', async () => {
    const [ada, bob] = await Promise.all([registerAndLogIn(small), registerAndLogIn(small)]);
    const [first, second, third] = (await manyFirsts(ada, 3)) as [TestVersion, TestVersion, TestVersion];
    const [own, other] = (await manyFirsts(bob, 2)) as [TestVersion, TestVersion];
    expect(await store(small, ada, first, second)).toMatchObject([{ status: 'stored' }, { status: 'stored' }]);
    expect(await store(small, bob, own, other)).toMatchObject([{ status: 'stored' }, { status: 'refused', code: 'E_QUOTA', detail }]);
    expect(await readElementState(small, other.element.elementId)).toMatchObject({ elements: [], elementversions: [] });
    const edited = await first.element.edit({ body: text(64 * 1_024) });
    expect(await store(small, ada, third, edited)).toMatchObject([{ code: 'E_QUOTA' }, { status: 'stored' }]);
    expect(await store(small, ada, await edited.element.erase())).toMatchObject([{ status: 'stored' }]);
    expect(await store(small, bob, other)).toMatchObject([{ status: 'stored' }]);
    expect(await store(small, ada, third)).toMatchObject([{ code: 'E_QUOTA' }]);
  });

  it('counts what others stored after a minute', async () => {
    const ada = await registerAndLogIn(small);
    const [first, second] = (await manyFirsts(ada, 2)) as [TestVersion, TestVersion];
    expect(await store(small, ada, first)).toMatchObject([{ status: 'stored' }]);
    await small.records
      .collection<{ _id: string; elements: number; bytes: number }>('usages')
      .insertOne({ _id: 'acc_other', elements: 2, bytes: 1 });
    const start = Date.now();
    const now = jest.spyOn(small.app.get(Clock), 'now').mockImplementation(() => start + 61_000);
    expect(await store(small, ada, second)).toEqual([{ status: 'refused', code: 'E_QUOTA', detail }]);
    await small.records.collection<{ _id: string }>('usages').deleteOne({ _id: 'acc_other' });
    now.mockImplementation(() => start + 125_000);
    expect(await store(small, ada, second)).toMatchObject([{ status: 'stored' }]);
    now.mockRestore();
  });
});

describe('a server that is full', () => {
  let small: TestServer;
  beforeAll(async () => {
    small = await startTestServer({ INSTANCE_GIBIBYTES: '1' });
  });
  afterAll(async () => {
    await small.close();
  });

  it('says so, for everybody but who gives back', async () => {
    const ada = await registerAndLogIn(small);
    const first = await TestElement.of(ada.identity).edit();
    expect(await store(small, ada, first)).toMatchObject([{ status: 'stored' }]);
    // Another record takes the rest; this node learns of it within a minute.
    await small.records
      .collection<{ _id: string; elements: number; bytes: number }>('usages')
      .insertOne({ _id: 'acc_other', elements: 1, bytes: 2 ** 30 });
    const clock = small.app.get(Clock);
    const start = Date.now();
    const now = jest.spyOn(clock, 'now').mockImplementation(() => start + 61_000);
    const second = await first.element.edit();
    const detail = 'this server holds as much as its operator lets it hold for all its people together';
    expect(await store(small, ada, second)).toEqual([{ status: 'refused', code: 'E_QUOTA', detail }]);
    const erase = await first.element.erase();
    expect(await store(small, ada, erase)).toMatchObject([{ status: 'stored' }]);
    await small.records.collection<{ _id: string }>('usages').deleteOne({ _id: 'acc_other' });
    const third = await TestElement.of(ada.identity).edit();
    expect(await store(small, ada, third)).toMatchObject([{ code: 'E_QUOTA' }]);
    now.mockImplementation(() => start + 125_000);
    expect(await store(small, ada, third)).toMatchObject([{ status: 'stored' }]);
    now.mockRestore();
  });
});
