import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Clock, SealchartClient } from '@sealchart/sdk';
import { AccountDevice } from './support/account-device.ts';
import type { InProcessServer } from './support/in-process-server.ts';
import { startServer } from './support/in-process-server.ts';

const HOUR = 3_600_000;
/** Server and devices agree on the time, and it goes on when a test says so. */
let aheadMs = 0;
const clock: Clock = { now: () => Date.now() + aheadMs, wait: () => Promise.resolve() };
const advance = (ms: number): void => {
  server.advance(ms);
  aheadMs += ms;
};

let server: InProcessServer;
beforeAll(async () => {
  server = await startServer();
}, 60_000);
afterAll(() => server.close());

interface Person {
  readonly identifier: string;
  readonly password: string;
  readonly accountId: string;
  readonly client: SealchartClient;
}

async function join(name: string, profile: 'modern' | 'rsa' = 'modern'): Promise<Person> {
  const [identifier, password] = [`${name}.${crypto.randomUUID()}@example.org`, `long password ${crypto.randomUUID()}`];
  const { client } = new AccountDevice(server, { clock });
  const { accountId } = await client.register({ identifier, name, password, device: 'first', profile });
  return { identifier, password, accountId, client };
}

const note = (body: string) => ({ schema: 'text/plain', title: 'Note', body });
async function create({ client }: Person, body: string): Promise<string> {
  const [outcome] = await client.create([note(body)]);
  expect(outcome).toMatchObject({ ok: true });
  return outcome?.elementId ?? '';
}
async function share(from: Person, elementId: string, to: Person, grant: Parameters<SealchartClient['share']>[2] = {}): Promise<void> {
  await from.client.findPerson(to.identifier);
  expect(await from.client.share([elementId], to.accountId, grant)).toMatchObject([{ elementId, ok: true }]);
}

describe('a record with a memory', () => {
  it('is no alarm for a reader whose end came before the next sync, nor when the element is erased after that', async () => {
    const [ada, bob, eve] = [await join('Ada'), await join('Bob'), await join('Eve')];
    const until = `${new Date(clock.now() + HOUR).toISOString().slice(0, 19)}Z`;
    const [known, unseen, other] = [await create(ada, 'known'), await create(ada, 'unseen'), await create(ada, 'other')];
    await share(ada, known, bob, { until });
    await bob.client.sync();
    expect(await bob.client.list()).toHaveLength(1);
    for (const elementId of [unseen, other]) await share(ada, elementId, bob, { until });
    await share(ada, other, eve, { until });
    await ada.client.open(known);
    expect(await ada.client.update(known, note('more'))).toMatchObject({ ok: true });
    advance(2 * HOUR);
    expect(await bob.client.sync()).toMatchObject({ refused: [], gone: 3 });
    expect(await bob.client.list()).toEqual([]);
    // Eve hears of it only when it is gone altogether.
    expect(await ada.client.erase([other, unseen])).toMatchObject([{ ok: true }, { ok: true }]);
    for (const { client } of [bob, eve]) expect(await client.sync()).toMatchObject({ refused: [] });
    // More time, and it is there again.
    await share(ada, known, bob, { until: null });
    expect(await bob.client.sync()).toMatchObject({ refused: [], changed: 1 });
    expect(await bob.client.open(known)).toMatchObject({ body: 'more' });
  });

  it.each(['modern', 'rsa'] as const)('shows a %s reader its history with proven authors, and the contents behind it', async (profile) => {
    const [ada, bob] = [await join('Ada'), await join('Bob', profile)];
    const elementId = await create(ada, 'first');
    await ada.client.open(elementId);
    expect(await ada.client.update(elementId, note('second'))).toMatchObject({ ok: true, version: 2 });
    await share(ada, elementId, bob, { role: 'editor', history: true });
    await bob.client.sync();
    expect(await bob.client.addAddendum(elementId, 'seen')).toMatchObject({ ok: true, version: 4 });
    await ada.client.sync();
    const opened = await ada.client.open(elementId);
    expect(opened.remarks).toMatchObject([{ number: 1, text: 'seen', author: bob.accountId, contentVersion: 2, isCurrent: true }]);
    const history = await bob.client.history(elementId);
    expect(history.map(({ version, kind, author, isReadable }) => [version, kind, author, isReadable])).toEqual([
      [4, 'content', bob.accountId, true],
      [3, 'access', ada.accountId, true],
      [2, 'content', ada.accountId, true],
      [1, 'content', ada.accountId, true],
    ]);
    expect(await bob.client.openVersion(elementId, 1)).toMatchObject({ body: 'first', author: ada.accountId, remarks: [] });
    expect(await bob.client.compareVersions(elementId, 1, 4)).toEqual([{ path: 'text', before: 'first', after: 'second' }]);
    await share(ada, elementId, bob, { history: false });
    await expect(bob.client.openVersion(elementId, 1)).rejects.toMatchObject({ code: 'E_AUDIENCE' });
    expect(await bob.client.openVersion(elementId, 4)).toMatchObject({ body: 'second' });
  });

  it('ends an access at its instant, and begins it again with what was written since', async () => {
    const [ada, bob] = [await join('Ada'), await join('Bob')];
    const elementId = await create(ada, 'first');
    const until = `${new Date(clock.now() + HOUR).toISOString().slice(0, 19)}Z`;
    await share(ada, elementId, bob, { role: 'editor', until });
    await bob.client.sync();
    expect(await bob.client.list()).toMatchObject([{ elementId, until }]);
    advance(2 * HOUR);
    await expect(bob.client.open(elementId)).rejects.toMatchObject({ code: 'E_NOT_FOUND' });
    expect(await bob.client.list()).toEqual([]);
    await ada.client.open(elementId);
    expect(await ada.client.update(elementId, note('second'))).toMatchObject({ ok: true });
    await share(ada, elementId, bob, { until: null });
    await bob.client.sync();
    expect(await bob.client.open(elementId)).toMatchObject({ body: 'second', role: 'editor' });
    expect(await ada.client.whoSees()).toMatchObject([{ person: { name: 'Bob' }, elements: 1, byRole: { editor: 1 }, ended: 0 }]);
    expect(await ada.client.seenBy(bob.accountId)).toMatchObject([{ element: { elementId }, role: 'editor', hasEnded: false }]);
  });

  it('forgets what its owner erased, on every device, with the receipt of the instance', async () => {
    const [ada, bob] = [await join('Ada'), await join('Bob')];
    const { client: tablet } = new AccountDevice(server, { clock });
    await tablet.login({ identifier: ada.identifier, password: ada.password, device: 'tablet' });
    const [elementId, kept] = [await create(ada, 'to be erased'), await create(ada, 'kept')];
    await share(ada, elementId, bob, { role: 'manager' });
    await Promise.all([tablet.sync(), bob.client.sync()]);
    expect(await bob.client.erase([elementId])).toMatchObject([{ ok: false, error: { code: 'E_RIGHT' } }]);
    expect(await ada.client.erase([elementId])).toMatchObject([{ ok: true, version: 3 }]);
    const [erased] = await ada.client.erased();
    expect(erased).toMatchObject({ elementId, version: 3, receipt: { elementId, version: 3, destroyed: { versions: 2, keyPackets: 2 } } });
    expect(await tablet.sync()).toMatchObject({ gone: 1, refused: [] });
    expect(await tablet.erased()).toMatchObject([{ elementId, receipt: erased?.receipt }]);
    expect((await tablet.list()).map((each) => each.elementId)).toEqual([kept]);
    expect(await bob.client.sync()).toMatchObject({ gone: 1, refused: [] });
    await expect(bob.client.open(elementId)).rejects.toMatchObject({ code: 'E_NOT_FOUND' });
    await expect(ada.client.open(elementId)).rejects.toMatchObject({ code: 'E_ERASED' });
    expect(await tablet.erase([elementId])).toMatchObject([{ ok: true, version: 3 }]);
    const { client: fresh } = new AccountDevice(server, { clock });
    await fresh.login({ identifier: ada.identifier, password: ada.password, device: 'fresh' });
    expect(await fresh.sync()).toMatchObject({ changed: 1, gone: 1, refused: [] });
  });
  it('keeps the ends of what was erased under the anchor that follows a compromise', async () => {
    const ada = await join('Ada');
    const [elementId, kept] = [await create(ada, 'to be erased'), await create(ada, 'kept')];
    await ada.client.sync();
    await ada.client.erase([elementId]);
    const newPassword = `long password ${crypto.randomUUID()}`;
    await ada.client.secure({ password: ada.password, newPassword });
    expect(await ada.client.finishPendingWork()).toEqual({ steps: [] });
    const { client: fresh } = new AccountDevice(server, { clock });
    await fresh.login({ identifier: ada.identifier, password: newPassword, device: 'fresh' });
    expect(await fresh.sync()).toMatchObject({ changed: 1, gone: 1, refused: [] });
    expect((await fresh.list()).map((each) => each.elementId)).toEqual([kept]);
    expect(await fresh.erased()).toMatchObject([{ elementId, receipt: { elementId } }]);
  });
});
