import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { FeedResponse, FeedRow, ReceiptsResponse } from '@sealchart/protocol';
import { CLOCK_AHEAD_MS, ERASE_RECEIPT, EraseReceipt, idOf, toB64u, toInstant, verifyInstanceStatement } from '@sealchart/protocol';
import { randomBytes } from 'node:crypto';
import { findBytes, partsOf, readElementState } from '../../testing/element-state.ts';
import type { SharedElement } from '../../testing/shared-element.ts';
import { as, broughtBy, makeShared, readElements, storeShared, viewElement } from '../../testing/shared-element.ts';
import type { LoggedInAccount } from '../../testing/test-account.ts';
import { registerAndLogIn } from '../../testing/test-account.ts';
import { anchorOver, proofsOf, sendAnchor } from '../../testing/test-anchor.ts';
import type { TestVersionParts } from '../../testing/test-element.ts';
import { TestElement, keyPacketOf, store } from '../../testing/test-element.ts';
import type { TestServer } from '../../testing/test-server.ts';
import { startTestServer } from '../../testing/test-server.ts';
import { FeedsService } from '../feeds/feeds.service.ts';

let server: TestServer;
let owner: LoggedInAccount;
let manager: LoggedInAccount;
let viewer: LoggedInAccount;
let stranger: LoggedInAccount;
beforeAll(async () => {
  server = await startTestServer({ BACKUP_DAYS: '45' });
  [owner, manager, viewer, stranger] = (await Promise.all([0, 1, 2, 3].map(() => registerAndLogIn(server)))) as [
    LoggedInAccount,
    LoggedInAccount,
    LoggedInAccount,
    LoggedInAccount,
  ];
});
afterAll(async () => {
  await server.close();
});

const refused = (code: string) => [expect.objectContaining({ status: 'refused', code })];
const never = (): never => {
  throw new Error('there is none');
};

const makeOne = (): Promise<SharedElement> => makeShared({ owner, manager, viewer });
const storeOne = (): Promise<SharedElement> => storeShared(server, { owner, manager, viewer });
const view = (account: LoggedInAccount, elementId: string, after?: number) => viewElement(server, account, elementId, after);
const read = (account: LoggedInAccount, content: boolean, ...elementIds: string[]) =>
  readElements(server, account, { elementIds, content });
const newestRow = async (account: LoggedInAccount, elementId: string): Promise<FeedRow | undefined> => {
  const payload = { cursor: { principal: account.accountId, seq: 0 } };
  const { body } = await server.inject({ method: 'POST', url: '/v1/feeds/pull', token: account.token, payload });
  return (body as FeedResponse).rows.findLast((row) => row.id === elementId);
};
const askReceipts = (account: { readonly token?: string }, elementIds: unknown) =>
  server.inject({ method: 'POST', url: '/v1/elements/receipts', ...account, payload: { elementIds } });
const receiptsOf = async ({ token }: LoggedInAccount, ...elementIds: string[]): Promise<EraseReceipt[]> => {
  const { receipts } = (await askReceipts({ token }, elementIds)).body as ReceiptsResponse;
  const { instanceId, logKey } = server.instance;
  return Promise.all(receipts.map((receipt) => verifyInstanceStatement(EraseReceipt, ERASE_RECEIPT, { instanceId, logKey }, receipt)));
};
const sumOf = (parts: readonly Uint8Array[]): number => parts.reduce((sum, part) => sum + part.length, 0);

describe('an erase', () => {
  it('leaves of an element hashes, places and itself, and says so in a receipt', async () => {
    const { versions, element, elementId } = await storeOne();
    const brought = broughtBy(versions);
    for (const bytes of brought) expect(Object.values(await findBytes(server, bytes))).toEqual([1]);
    const erase = await element.erase();
    const before = Date.now() - 1_000;
    expect(await store(server, owner, erase)).toEqual([{ status: 'stored', elementId, version: 4, hash: erase.hash }]);

    for (const bytes of brought) expect(await findBytes(server, bytes)).toEqual({});
    expect(await partsOf(server, 'elementcontents', elementId)).toEqual([]);
    expect(await partsOf(server, 'keypackets', elementId)).toEqual([]);
    const manifests = await partsOf(server, 'elementversions', elementId);
    const places = [...versions, erase].map(({ hash }) => ({ _id: expect.any(String), recordId: owner.accountId, hash }));
    expect(manifests).toEqual([...places.slice(0, 3), { ...places[3], statement: expect.anything(), signature: expect.anything() }]);
    const [head, more] = await partsOf(server, 'elements', elementId);
    expect([Object.keys(head ?? {}).sort(), more]).toEqual([
      ['_id', 'erasedAt', 'manifestHash', 'receipt', 'recordId', 'version'],
      undefined,
    ]);
    for (const name of ['elements', 'elementversions', 'usages']) {
      const rows = await server.records.collection(name).find().toArray();
      const text = JSON.stringify(rows.filter((row) => String(row._id).startsWith(elementId)));
      for (const account of [manager, viewer]) expect(text).not.toContain(account.accountId);
    }

    const [receipt, none] = await receiptsOf(owner, elementId);
    expect(none).toBeUndefined();
    expect(receipt).toEqual({
      context: ERASE_RECEIPT,
      instance: server.instanceId,
      elementId,
      recordId: owner.accountId,
      version: 4,
      eraseHash: erase.hash,
      destroyed: { versions: 3, keyPackets: 6, blobs: 0, bytes: sumOf(brought) },
      backupDays: 45,
      at: expect.any(String),
    });
    expect(Date.parse(receipt?.at ?? '')).toBeGreaterThanOrEqual(before);
  });

  it('is all that its owner can read from then on; others find nothing', async () => {
    const { element, elementId } = await storeOne();
    const erase = await element.erase();
    await store(server, owner, erase);
    const erased = { elementId, chain: [erase.write.manifest], newest: 4 };
    expect((await view(owner, elementId)).body).toEqual(erased);
    expect((await view(owner, elementId, 3)).body).toEqual(erased);
    expect((await view(owner, elementId, 4)).body).toEqual({ ...erased, chain: [] });
    for (const content of [true, false]) {
      expect(await read(owner, content, elementId)).toEqual({ elements: [erased], missing: [], ended: [], rest: [] });
      for (const account of [manager, viewer, stranger])
        expect(await read(account, content, elementId)).toEqual({ elements: [], missing: [elementId], ended: [], rest: [] });
    }
    for (const account of [manager, viewer, stranger]) expect((await view(account, elementId)).status).toBe(404);
    for (const account of [owner, manager])
      expect((await server.inject({ url: `/v1/elements/${elementId}/contents/1`, token: account.token })).status).toBe(404);
  });

  it('is told to its owner as a version, to the others as the last thing, also to those whose time was over', async () => {
    const first = await TestElement.of(owner.identity).edit();
    const until = toInstant(Date.now() - 60_000);
    const shared = await first.element.share([...first.element.readers, as(manager, 'manager'), { ...as(viewer, 'viewer'), until }]);
    await store(server, owner, first, shared);
    const { elementId } = first.element;
    const erase = await shared.element.erase();
    expect(await store(server, owner, erase)).toMatchObject([{ status: 'stored' }]);
    const row = { kind: 'element', id: elementId, version: 3, hash: erase.hash };
    expect(await newestRow(owner, elementId)).toEqual({ ...row, principal: owner.accountId, seq: expect.any(Number) });
    expect(await newestRow(manager, elementId)).toEqual({ ...row, principal: manager.accountId, seq: expect.any(Number), gone: true });
    expect(await newestRow(viewer, elementId)).toEqual({ ...row, principal: viewer.accountId, seq: expect.any(Number), gone: true });
  });

  it('may come in one batch with what it erases', async () => {
    const { versions, element, elementId } = await makeOne();
    const erase = await element.erase();
    const results = await store(server, owner, ...versions, erase, erase, await element.edit());
    expect(results.map((result) => (result.status === 'refused' ? result.code : result.status))).toEqual([
      'stored',
      'stored',
      'stored',
      'stored',
      'unchanged',
      'E_ERASED',
    ]);
    for (const bytes of broughtBy(versions)) expect(await findBytes(server, bytes)).toEqual({});
    expect((await view(owner, elementId)).body).toMatchObject({ chain: [erase.write.manifest], newest: 4 });
    expect((await receiptsOf(owner, elementId))[0]?.destroyed).toMatchObject({ versions: 3, keyPackets: 6 });
  });

  it('of many elements erases those and no others', async () => {
    const all = await Promise.all(Array.from({ length: 4 }, storeOne));
    const [kept, ...others] = all;
    const before = await readElementState(server, kept?.elementId ?? '');
    await store(server, owner, ...(await Promise.all(others.map(({ element }) => element.erase()))));
    expect({ ...(await readElementState(server, kept?.elementId ?? '')), usage: before['usage'] }).toEqual(before);
    const receipts = await receiptsOf(owner, ...all.map(({ elementId }) => elementId));
    expect(receipts.map(({ elementId, destroyed }) => [elementId, destroyed]).sort()).toEqual(
      others
        .map(({ elementId, versions }) => [elementId, { versions: 3, keyPackets: 6, blobs: 0, bytes: sumOf(broughtBy(versions)) }])
        .sort(),
    );
  });
});

const withManifest = (more: object) => ({ manifest: (manifest: Record<string, unknown>) => ({ ...manifest, ...more }) });

describe('erases of long histories', () => {
  it('do not share a transaction, and all are done', async () => {
    const all = await Promise.all([0, 1, 2].map(storeOne));
    const elements = server.records.collection<{ _id: string }>('elements');
    for (const { elementId } of all) await elements.updateOne({ _id: elementId }, { $set: { version: 900 } });
    const erases = await Promise.all(all.map(({ element }) => element.erase({ manifest: (manifest) => ({ ...manifest, version: 901 }) })));
    const append = jest.spyOn(server.app.get(FeedsService), 'append');
    const results = await store(server, owner, ...erases);
    expect(results.map((result) => (result.status === 'refused' ? result.code : result.hash))).toEqual(erases.map(({ hash }) => hash));
    expect(append).toHaveBeenCalledTimes(3);
    append.mockRestore();
  });
});

describe('an erase is refused, and nothing changes,', () => {
  const gone = idOf('elm_', randomBytes(16));
  const cases: [string, string, () => LoggedInAccount, (element: TestElement) => TestVersionParts][] = [
    ['by a manager', 'E_RIGHT', () => manager, () => ({ by: manager.identity })],
    ['by a viewer', 'E_RIGHT', () => viewer, () => ({ by: viewer.identity })],
    ['by a stranger', 'E_NOT_FOUND', () => stranger, () => ({ by: stranger.identity })],
    ['in the name of the owner', 'E_AUTHOR', () => manager, () => ({ by: owner.identity })],
    ['under another signature', 'E_SIGNATURE', () => owner, () => ({ signer: manager.identity })],
    ['behind a gap', 'E_CONFLICT', () => owner, ({ version }) => withManifest({ version: version + 2 })],
    ['beside the newest version', 'E_CONFLICT', () => owner, () => withManifest({ previous: toB64u(randomBytes(32)) })],
    ['as a second first version', 'E_CONFLICT', () => owner, () => withManifest({ version: 1, previous: null })],
    ['without a predecessor', 'E_CONFLICT', () => owner, () => withManifest({ previous: null })],
    ['from a record that it is not in', 'E_BIND', () => owner, () => withManifest({ recordId: stranger.accountId })],
    ['of a section', 'E_RIGHT', () => owner, () => withManifest({ sectionId: `sec_${'A'.repeat(22)}` })],
    ['by a clock that is a day ahead', 'E_CLOCK', () => owner, () => withManifest({ authoredAt: toInstant(Date.now() + 86_400_000) })],
    ['just ahead', 'E_CLOCK', () => owner, () => withManifest({ authoredAt: toInstant(Date.now() + CLOCK_AHEAD_MS + 60_000) })],
    ['with content', 'E_FORMAT', () => owner, ({ content }) => withManifest({ content })],
    [
      'with readers',
      'E_FORMAT',
      () => owner,
      () =>
        withManifest({
          audience: [
            { principal: owner.accountId, role: 'owner', epoch: 0, fingerprint: owner.identity.certificate.encryption.fingerprint },
          ],
        }),
    ],
    ['with a data packet', 'E_FORMAT', () => owner, () => ({ write: (write) => ({ ...write, dataPacket: 'AAAA' }) })],
    ['with open fields', 'E_FORMAT', () => owner, () => ({ write: (write) => ({ ...write, open: { favourite: true } }) })],
    ['with an unknown kind', 'E_FORMAT', () => owner, () => withManifest({ kind: 'destroy' })],
  ];

  it.each(cases)('%s: %s', async (_, code, sender, parts) => {
    const { element, elementId } = await storeOne();
    const before = await readElementState(server, elementId);
    expect(await store(server, sender(), await element.erase(parts(element)))).toEqual(refused(code));
    expect(await readElementState(server, elementId)).toEqual(before);
  });

  it.each(['keyPackets', 'historyPackets'])('with %s: E_FORMAT', async (name) => {
    const { element, elementId } = await storeOne();
    const { principal, epoch, packet } = await keyPacketOf(owner.identity, element.sessionKey);
    const entry = name === 'keyPackets' ? { principal, epoch, packet } : { principal, contentVersion: 1, packet };
    const before = await readElementState(server, elementId);
    const erase = await element.erase({ write: (write) => ({ ...write, [name]: [entry] }) });
    expect(await store(server, owner, erase)).toEqual(refused('E_FORMAT'));
    expect(await readElementState(server, elementId)).toEqual(before);
  });

  it('of what is not there', async () => {
    const absent = await (await TestElement.of(owner.identity, gone).edit()).element.erase();
    expect(await store(server, owner, absent)).toEqual(refused('E_NOT_FOUND'));
    expect(await store(server, owner, await TestElement.of(owner.identity, gone).erase())).toEqual(refused('E_FORMAT'));
    expect(await readElementState(server, gone)).toMatchObject({ elements: [], elementversions: [] });
  });
});

describe('what was erased', () => {
  it('stays so: the same erase is there already, and nothing follows it', async () => {
    const { versions, element, elementId } = await storeOne();
    const erase = await element.erase();
    await store(server, owner, erase);
    const before = await readElementState(server, elementId);
    expect(await store(server, owner, erase)).toEqual([{ status: 'unchanged', elementId, version: 4, hash: erase.hash }]);
    const [first] = versions;
    const attempts = [
      await element.edit(),
      await element.share(element.readers.slice(0, 1)),
      await erase.element.erase(),
      await TestElement.of(owner.identity, elementId).edit(),
      first ?? never(),
    ];
    for (const attempt of attempts) expect(await store(server, owner, attempt)).toEqual(refused('E_ERASED'));
    for (const account of [manager, viewer, stranger]) {
      for (const attempt of [await element.edit({ by: account.identity }), await element.erase({ by: account.identity })])
        expect(await store(server, account, attempt)).toEqual(refused('E_NOT_FOUND'));
      const again = await TestElement.of(account.identity, elementId).edit();
      expect(await store(server, account, again)).toEqual(refused('E_CONFLICT'));
    }
    expect(await readElementState(server, elementId)).toEqual(before);
  });

  it('stays a leaf of anchors, with a proof for its owner alone', async () => {
    const person = await registerAndLogIn(server);
    const first = await TestElement.of(person.identity).edit();
    const shared = await first.element.share([...first.element.readers, as(viewer, 'viewer')]);
    const kept = await TestElement.of(person.identity).edit();
    const erase = await shared.element.erase();
    await store(server, person, first, shared, kept, erase);
    const newest = [kept, erase].sort((a, b) => (a.element.elementId < b.element.elementId ? -1 : 1));
    expect(await sendAnchor(server, person, await anchorOver(person, newest))).toMatchObject({ status: 204 });
    expect((await proofsOf(server, person, newest)).length).toBe(2);
    expect(await proofsOf(server, viewer, [erase])).toEqual([]);
  });
});

describe('receipts', () => {
  it('are for what the caller erased, and say nothing of anything else', async () => {
    const [one, two] = [await storeOne(), await storeOne()];
    await store(server, owner, await one.element.erase());
    const ids = [one.elementId, one.elementId, two.elementId, idOf('elm_', randomBytes(16))];
    expect((await receiptsOf(owner, ...ids)).map(({ elementId }) => elementId)).toEqual([one.elementId]);
    for (const account of [manager, viewer, stranger]) expect(await receiptsOf(account, ...ids)).toEqual([]);
  });

  it('need a session and a few ids', async () => {
    const { elementId } = await storeOne();
    expect(await askReceipts({}, [elementId])).toMatchObject({ status: 401, body: { code: 'E_UNAUTHENTICATED' } });
    for (const odd of [[], ['x'], 'x', undefined, Array.from({ length: 501 }, () => elementId)])
      expect(await askReceipts(owner, odd)).toMatchObject({ status: 400, body: { code: 'E_REQUEST' } });
  });
});
