import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { SealedContent } from '@sealchart/protocol';
import { HISTORY_PACKETS, parseContent, toB64u } from '@sealchart/protocol';
import { randomBytes } from 'node:crypto';
import { partsOf, readElementState } from '../../testing/element-state.ts';
import type { LoggedInAccount } from '../../testing/test-account.ts';
import { registerAndLogIn } from '../../testing/test-account.ts';
import type { TestReader, TestVersion, TestVersionParts } from '../../testing/test-element.ts';
import { TestElement, keyPacketOf, openData, store } from '../../testing/test-element.ts';
import type { TestServer } from '../../testing/test-server.ts';
import { startTestServer } from '../../testing/test-server.ts';

let server: TestServer;
let owner: LoggedInAccount;
let reader: LoggedInAccount;
let other: LoggedInAccount;
let stranger: LoggedInAccount;
beforeAll(async () => {
  server = await startTestServer();
  [owner, reader, other, stranger] = (await Promise.all([0, 1, 2, 3].map(() => registerAndLogIn(server)))) as [
    LoggedInAccount,
    LoggedInAccount,
    LoggedInAccount,
    LoggedInAccount,
  ];
});
afterAll(async () => {
  await server.close();
});

const as = ({ identity }: LoggedInAccount, role: TestReader['role'], more: Partial<TestReader> = {}): TestReader => ({
  identity,
  role,
  ...more,
});
const entitled = { history: true } as const;
const refused = (code: string, detail?: string) => [
  expect.objectContaining({ status: 'refused', code, ...(detail === undefined ? {} : { detail: expect.stringContaining(detail) }) }),
];
const storeAll = async (...versions: TestVersion[]): Promise<void> => {
  const results = await store(server, owner, ...versions);
  if (!results.every((result) => result.status === 'stored')) throw new Error(JSON.stringify(results));
};
/** A stored element with so many contents. */
async function withContents(count: number): Promise<TestElement> {
  let version = await TestElement.of(owner.identity).edit({ body: 'content 1' });
  await storeAll(version);
  for (let i = 2; i <= count; i += 1) {
    version = await version.element.edit({ body: `content ${i}` });
    await storeAll(version);
  }
  return version.element;
}
const ask = (account: LoggedInAccount, elementId: string, contentVersion: number | string) =>
  server.inject({ url: `/v1/elements/${elementId}/contents/${contentVersion}`, token: account.token });
const statuses = async (account: LoggedInAccount, elementId: string, contents: readonly number[]): Promise<number[]> =>
  Promise.all(contents.map(async (contentVersion) => (await ask(account, elementId, contentVersion)).status));
const packetsOf = async (account: LoggedInAccount, elementId: string): Promise<number[]> =>
  (await partsOf(server, 'keypackets', elementId))
    .filter(({ _id }) => _id.includes(account.accountId))
    .map(({ _id }) => Number(_id.split(':')[2]));

/** Changes the packets of former contents that are sent. */
const change =
  (edit: (packets: NonNullable<TestVersion['write']['historyPackets']>) => unknown) =>
  ({ historyPackets = [], ...write }: TestVersion['write']) => ({ ...write, historyPackets: edit(historyPackets) });

describe('a share with the history', () => {
  it('opens every former content to whom it entitles, and to nobody else', async () => {
    const element = await withContents(3);
    const { elementId } = element;
    const shared = await element.share([...element.readers, as(reader, 'viewer', entitled), as(other, 'viewer')]);
    await storeAll(shared);
    for (const [i, body] of ['content 1', 'content 2', 'content 3'].entries()) {
      const answer = await ask(reader, elementId, i + 1);
      const sealed = answer.body as SealedContent;
      expect(sealed).toMatchObject({
        contentVersion: i + 1,
        keyPacket: { principal: reader.accountId, epoch: 0 },
        open: { favourite: true },
      });
      expect(parseContent(await openData(reader.identity, sealed)).body).toBe(body);
    }
    expect(await statuses(owner, elementId, [1, 2, 3, 4])).toEqual([200, 200, 200, 404]);
    expect(await statuses(other, elementId, [1, 2, 3, 4])).toEqual([404, 404, 200, 404]);
    expect(await statuses(stranger, elementId, [1, 2, 3, 4])).toEqual([404, 404, 404, 404]);
  });

  it('goes on with each new content, as for all readers', async () => {
    const element = await withContents(2);
    const shared = await element.share([...element.readers, as(reader, 'viewer', entitled)]);
    const edited = await shared.element.edit();
    await storeAll(shared, edited);
    expect(await packetsOf(reader, element.elementId)).toEqual([1, 2, 4]);
  });

  it('may come later, and be taken back without the newest content', async () => {
    const element = await withContents(3);
    const { elementId } = element;
    const plain = await element.share([...element.readers, as(reader, 'viewer')]);
    const more = await plain.element.share([...element.readers, as(reader, 'viewer', entitled)]);
    await storeAll(plain);
    expect(await packetsOf(reader, elementId)).toEqual([3]);
    await storeAll(more);
    expect(await packetsOf(reader, elementId)).toEqual([1, 2, 3]);
    const less = await more.element.share([...element.readers, as(reader, 'viewer')]);
    await storeAll(less);
    expect(await packetsOf(reader, elementId)).toEqual([3]);
    expect(await statuses(reader, elementId, [1, 2, 3])).toEqual([404, 404, 200]);
    expect(await packetsOf(owner, elementId)).toEqual([1, 2, 3]);
  });

  it('ends with the share', async () => {
    const element = await withContents(2);
    const shared = await element.share([...element.readers, as(reader, 'viewer', entitled)]);
    const taken = await shared.element.share(element.readers);
    await storeAll(shared);
    expect(await statuses(reader, element.elementId, [1, 2])).toEqual([200, 200]);
    await storeAll(taken);
    expect(await statuses(reader, element.elementId, [1, 2])).toEqual([404, 404]);
    expect(await packetsOf(reader, element.elementId)).toEqual([]);
  });

  it('may come in one batch with all contents, and after it was taken back', async () => {
    const first = await TestElement.of(owner.identity).edit();
    const second = await first.element.edit();
    const readers = [...first.element.readers, as(reader, 'viewer', entitled)];
    const shared = await second.element.share(readers);
    const taken = await shared.element.share(first.element.readers);
    const again = await taken.element.share(readers);
    await storeAll(first, second, shared, taken, again);
    expect(await packetsOf(reader, first.element.elementId)).toEqual([1, 2]);
  });

  it('needs its packets again in one batch with what takes them back', async () => {
    const element = await withContents(2);
    const { elementId } = element;
    const readers = [...element.readers, as(reader, 'viewer', entitled)];
    const shared = await element.share(readers);
    await storeAll(shared);
    const less = await shared.element.share([...element.readers, as(reader, 'viewer')]);
    const bare = await less.element.share(readers, { historyFor: [] });
    const full = await less.element.share(readers);
    expect(
      (await store(server, owner, less, bare, full)).map((result) => (result.status === 'refused' ? result.code : result.status)),
    ).toEqual(['stored', 'E_FORMAT', 'stored']);
    expect(await packetsOf(reader, elementId)).toEqual([1, 2]);
  });

  it('may list the hashes of its packets', async () => {
    const element = await withContents(3);
    const shared = await element.share([...element.readers, as(reader, 'viewer', entitled)], { isListing: true });
    const edited = await shared.element.edit();
    const later = await edited.element.share([...edited.element.readers, as(other, 'viewer')]);
    await storeAll(shared, edited, later);
    expect(await packetsOf(reader, element.elementId)).toEqual([1, 2, 3, 5]);
  });

  const cases: [string, string, string, () => TestVersionParts][] = [
    ['without its packets', 'E_FORMAT', 'to content version 1', () => ({ historyFor: [] })],
    ['without one of them', 'E_FORMAT', 'to content version 2', () => ({ write: change((packets) => packets.slice(0, 1)) })],
    ['with one twice', 'E_FORMAT', 'twice', () => ({ write: change((packets) => [...packets, packets[0]]) })],
    [
      'with one of the newest content',
      'E_FORMAT',
      'needs none',
      () => ({ write: change((packets) => [...packets, { ...packets[0], contentVersion: 3 }]) }),
    ],
    [
      'with one of no content',
      'E_FORMAT',
      'needs none',
      () => ({ write: change((packets) => [...packets, { ...packets[0], contentVersion: 4 }]) }),
    ],
    ['with some for a reader who gets none', 'E_FORMAT', 'not entitled', () => ({ historyFor: [reader.identity, owner.identity] })],
    ['with some for a stranger', 'E_FORMAT', 'not entitled', () => ({ historyFor: [reader.identity, stranger.identity] })],
    [
      'with packets to the key of another person',
      'E_CERT',
      'another key',
      () => ({
        historyFor: [stranger.identity],
        write: change((packets) => packets.map((packet) => ({ ...packet, principal: reader.accountId }))),
      }),
    ],
    [
      'with text for a packet',
      'E_PLAINTEXT',
      '',
      () => ({ write: change((packets) => packets.map((packet) => ({ ...packet, packet: toB64u(Buffer.from('in the clear')) }))) }),
    ],
    [
      'with other bytes for a packet',
      'E_FORMAT',
      '',
      () => ({ write: change((packets) => packets.map((packet) => ({ ...packet, packet: toB64u(randomBytes(90)) }))) }),
    ],
    [
      'with hashes of other packets',
      'E_HASH',
      '',
      () => ({
        isListing: true,
        write: change(([a, b]) => [
          { ...a, packet: b?.packet },
          { ...b, packet: a?.packet },
        ]),
      }),
    ],
    ['with a hash without packet', 'E_FORMAT', '', () => ({ isListing: true, write: change((packets) => packets.slice(1)) })],
    [
      'with a hash of the newest content',
      'E_FORMAT',
      'a hash without packet',
      () => ({
        manifest: (manifest) => ({
          ...manifest,
          audience: (manifest['audience'] as { principal: string }[]).map((entry) =>
            entry.principal === reader.accountId
              ? { ...entry, historyPackets: [{ contentVersion: 3, packetHash: toB64u(randomBytes(32)) }] }
              : entry,
          ),
        }),
      }),
    ],
  ];
  it.each(cases)('is refused %s: %s %s', async (_, code, detail, parts) => {
    const element = await withContents(3);
    const before = await readElementState(server, element.elementId);
    const shared = await element.share([...element.readers, as(reader, 'viewer', entitled)], parts());
    expect(await store(server, owner, shared)).toEqual(refused(code, detail));
    expect(await readElementState(server, element.elementId)).toEqual(before);
  });

  it('names who lacks which', async () => {
    const element = await withContents(2);
    const readers = [...element.readers, as(reader, 'viewer', entitled), as(other, 'viewer', entitled)];
    const shared = await element.share(readers, { historyFor: [reader.identity] });
    const detail = `historyPackets: none for ${other.accountId} to content version 1`;
    expect(await store(server, owner, shared)).toMatchObject([{ code: 'E_FORMAT', detail }]);
  });

  it('is refused for an entry that stays, when it comes with other hashes', async () => {
    const element = await withContents(2);
    const shared = await element.share([...element.readers, as(reader, 'viewer', entitled)], { isListing: true });
    await storeAll(shared);
    const before = await readElementState(server, element.elementId);
    const again = await shared.element.share([...element.readers, as(reader, 'viewer', entitled)], { historyFor: [reader.identity] });
    expect(await store(server, owner, again)).toEqual(refused('E_GRANT'));
    const listed = await shared.element.share(shared.element.readers, { historyFor: [reader.identity] });
    expect(await store(server, owner, listed)).toEqual(refused('E_HASH'));
    const historyPackets = [{ contentVersion: 1, packetHash: toB64u(randomBytes(32)) }];
    const changed = await shared.element.share([...element.readers, as(reader, 'viewer', { ...entitled, historyPackets })]);
    expect(await store(server, owner, changed)).toEqual(refused('E_GRANT'));
    const extended = await shared.element.share(
      [...element.readers, as(reader, 'viewer', { ...entitled, historyPackets, until: '2999-01-01T00:00:00Z' })],
      { packetsFor: [reader.identity] },
    );
    expect(await store(server, owner, extended)).toEqual(refused('E_GRANT', 'historyPackets'));
    expect(await readElementState(server, element.elementId)).toEqual(before);
  });

  it('comes once', async () => {
    const element = await withContents(2);
    const shared = await element.share([...element.readers, as(reader, 'viewer', entitled)]);
    await storeAll(shared);
    const before = await readElementState(server, element.elementId);
    const again = await shared.element.share(shared.element.readers, { historyFor: [reader.identity] });
    expect(await store(server, owner, again)).toEqual(refused('E_FORMAT', 'needs none'));
    expect(await readElementState(server, element.elementId)).toEqual(before);
  });

  it('is no part of a content version', async () => {
    const element = await withContents(2);
    const { principal, packet } = await keyPacketOf(owner.identity, element.sessionKey);
    const edited = await element.edit({ write: (write) => ({ ...write, historyPackets: [{ principal, contentVersion: 1, packet }] }) });
    expect(await store(server, owner, edited)).toEqual(refused('E_FORMAT', 'historyPackets with a content version'));
  });

  it('of more contents than a share may carry names the limit', async () => {
    const element = await withContents(2);
    const { elementId } = element;
    const copies = Array.from({ length: HISTORY_PACKETS }, (_, i) => ({
      _id: `${elementId}:${String(i + 3).padStart(5, '0')}` as never,
      recordId: owner.accountId,
      data: Buffer.from('x'),
      open: {},
    }));
    // As if the newest were far behind them.
    await server.records.collection('elementcontents').insertMany(copies);
    const contentVersion = HISTORY_PACKETS + 3;
    await server.records
      .collection<{ _id: string }>('elements')
      .updateOne({ _id: elementId }, { $set: { 'content.contentVersion': contentVersion } });
    const manifest = (value: Record<string, unknown>) => ({ ...value, content: { ...(value['content'] as object), contentVersion } });
    const shared = await element.share([...element.readers, as(reader, 'viewer', entitled)], { historyFor: [], manifest });
    expect(await store(server, owner, shared)).toEqual(refused('E_LIMIT', String(HISTORY_PACKETS)));
  });
});

/** An answer without what differs from request to request. */
const bare = async (account: LoggedInAccount, elementId: string, contentVersion: number) => {
  const { status, body } = await ask(account, elementId, contentVersion);
  return { status, body: { ...(body as object), requestId: '' } };
};

describe('the address of a content', () => {
  it('takes a version and nothing else', async () => {
    const { elementId } = await withContents(1);
    for (const odd of ['0', '01', '-1', 'x', '1e1', '10001', '1.0', '%201', '$gt'])
      expect([odd, await ask(owner, elementId, odd)]).toMatchObject([odd, { status: 400, body: { code: 'E_REQUEST' } }]);
    expect(await server.inject({ url: `/v1/elements/${elementId}/contents/1` })).toMatchObject({ status: 401 });
  });

  it('looks the same whatever keeps the caller from it', async () => {
    const element = await withContents(2);
    const until = '2000-01-01T00:00:00Z';
    const shared = await element.share([...element.readers, as(reader, 'viewer', entitled), as(other, 'viewer')]);
    await storeAll(shared);
    const absent = await bare(stranger, `elm_${'A'.repeat(22)}`, 1);
    expect(absent.status).toBe(404);
    expect(await bare(other, element.elementId, 1)).toEqual(absent);
    expect(await bare(stranger, element.elementId, 2)).toEqual(absent);
    // A reader whose end has come, with packets that are still there.
    const elements = server.records.collection<{ _id: string }>('elements');
    await elements.updateOne(
      { _id: element.elementId },
      { $set: { 'audience.$[entry].until': until } },
      { arrayFilters: [{ 'entry.principal': reader.accountId }] },
    );
    expect(await bare(reader, element.elementId, 1)).toEqual(absent);
    expect(await packetsOf(reader, element.elementId)).toEqual([1, 2]);
  });
});
