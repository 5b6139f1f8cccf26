import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ElementView, ElementWrite, WriteResult } from '@sealchart/protocol';
import { ELEMENT_BYTES, fromB64u, parseContent, readPacket, toB64u, toInstant, utf8 } from '@sealchart/protocol';
import { randomBytes } from 'node:crypto';
import type { LoggedInAccount } from '../../testing/test-account.ts';
import { registerAndLogIn } from '../../testing/test-account.ts';
import type { TestVersion, TestVersionParts } from '../../testing/test-element.ts';
import { TestElement, keyPacketOf, openData, sealData, store } from '../../testing/test-element.ts';
import { makeTestIdentity } from '../../testing/test-identity.ts';
import type { TestServer } from '../../testing/test-server.ts';
import { startTestServer } from '../../testing/test-server.ts';

let server: TestServer;
let ada: LoggedInAccount;
let bob: LoggedInAccount;
beforeAll(async () => {
  server = await startTestServer();
  [ada, bob] = await Promise.all([registerAndLogIn(server), registerAndLogIn(server)]);
});
afterAll(async () => {
  await server.close();
});

const get = (account: LoggedInAccount, elementId: string, after = 0) =>
  server.inject({ url: `/v1/elements/${elementId}?after=${after}`, token: account.token });
const refused = (code: string) => [expect.objectContaining({ status: 'refused', code })];
/** The same without one field. */
const without =
  (field: string) =>
  (value: object): object =>
    Object.fromEntries(Object.entries(value).filter(([name]) => name !== field));
/** The manifest with another content reference. */
const withContent =
  (more: object) =>
  (manifest: Record<string, unknown>): object => ({ ...manifest, content: { ...(manifest['content'] as object), ...more } });
const withOwnEntry =
  (more: object) =>
  (manifest: Record<string, unknown>): object => ({
    ...manifest,
    audience: (manifest['audience'] as object[]).map((entry) => ({ ...entry, ...more })),
  });

describe('an element', () => {
  it('is stored, served to its owner and opens', async () => {
    const first = await TestElement.of(ada.identity).edit({ body: 'Penicillin' });
    const { elementId } = first.element;
    expect(await store(server, ada, first)).toEqual([{ status: 'stored', elementId, version: 1, hash: first.hash }]);
    const answer = await get(ada, elementId);
    const view = answer.body as ElementView;
    expect(view).toMatchObject({
      elementId,
      chain: [first.write.manifest],
      newest: 1,
      content: { contentVersion: 1, open: { favourite: true } },
    });
    expect(view.content?.dataPacket).toBe(first.write.dataPacket);
    expect(view.content?.keyPacket).toEqual(first.write.keyPackets[0]);
    expect(parseContent(await openData(ada.identity, view.content ?? never())).body).toBe('Penicillin');
  });

  it('is shared, changed by an editor and taken back', async () => {
    const first = await TestElement.of(ada.identity).edit();
    const shared = await first.element.share([...first.element.readers, { identity: bob.identity, role: 'editor' }]);
    const edited = await shared.element.edit({ by: bob.identity, body: 'by Bob' });
    expect(await store(server, ada, first, shared)).toMatchObject([{ version: 1 }, { version: 2 }]);
    const { elementId } = first.element;
    expect((await get(bob, elementId)).body).toMatchObject({
      newest: 2,
      content: { contentVersion: 1, keyPacket: shared.write.keyPackets[0] },
    });

    expect(await store(server, bob, edited)).toMatchObject([{ status: 'stored', version: 3 }]);
    const seen = (await get(ada, elementId, 2)).body as ElementView;
    expect(seen.chain).toEqual([edited.write.manifest]);
    expect(parseContent(await openData(ada.identity, seen.content ?? never())).body).toBe('by Bob');

    const taken = await edited.element.share(first.element.readers);
    expect(await store(server, ada, taken)).toMatchObject([{ status: 'stored', version: 4 }]);
    expect((await get(bob, elementId)).status).toBe(404);
    expect(await store(server, bob, await edited.element.edit({ by: bob.identity }))).toEqual(refused('E_NOT_FOUND'));
    const packets = server.records.collection<{ _id: string }>('keypackets');
    expect(await packets.countDocuments({ _id: new RegExp(`^${elementId}:${bob.accountId}:`) })).toBe(0);
    expect(await packets.countDocuments({ _id: new RegExp(`^${elementId}:${ada.accountId}:`) })).toBe(2);
  });

  it('may come back to a reader, with a new packet', async () => {
    const first = await TestElement.of(ada.identity).edit();
    const readers = [...first.element.readers, { identity: bob.identity, role: 'viewer' as const }];
    const shared = await first.element.share(readers);
    const taken = await shared.element.share(first.element.readers);
    const again = await taken.element.share(readers);
    expect(await store(server, ada, first, shared, taken, again)).toMatchObject(
      [1, 2, 3, 4].map((version) => ({ status: 'stored', version })),
    );
    expect((await get(bob, first.element.elementId)).body).toMatchObject({ newest: 4, content: { keyPacket: again.write.keyPackets[0] } });
  });

  it('that is sent again is stored already, even when newer versions follow', async () => {
    const first = await TestElement.of(ada.identity).edit();
    const second = await first.element.edit();
    expect(await store(server, ada, first, first, second, first)).toMatchObject(
      ['stored', 'unchanged', 'stored', 'unchanged'].map((status) => ({ status })),
    );
    expect(await store(server, ada, first)).toEqual([
      { status: 'unchanged', elementId: first.element.elementId, version: 1, hash: first.hash },
    ]);
    expect(await store(server, ada, await first.element.edit())).toEqual(refused('E_CONFLICT'));
  });
});

describe('one bad item', () => {
  it('does not hinder the others, and every result has its place', async () => {
    const [one, two, three] = await Promise.all([0, 1, 2].map(() => TestElement.of(ada.identity).edit()));
    const bad = await TestElement.of(ada.identity).edit({ by: bob.identity });
    const results = await store(server, ada, one ?? never(), bad, two ?? never(), bad, three ?? never());
    expect(results.map((result) => (result.status === 'refused' ? result.code : result.hash))).toEqual([
      one?.hash,
      'E_AUTHOR',
      two?.hash,
      'E_AUTHOR',
      three?.hash,
    ]);
  });

  it('takes those behind it in its chain with it', async () => {
    const first = await TestElement.of(ada.identity).edit();
    const second = await first.element.edit({ signer: bob.identity });
    const third = await second.element.edit();
    expect(await store(server, ada, first, second, third)).toMatchObject([
      { status: 'stored' },
      { code: 'E_SIGNATURE' },
      { code: 'E_CONFLICT' },
    ]);
  });
});

const ahead = (minutes: number) => toInstant(Date.now() + minutes * 60_000);
const adaAndBob = () => [
  { identity: ada.identity, role: 'owner' as const },
  { identity: bob.identity, role: 'viewer' as const },
];
/** The write with its first key packet replaced. */
const withPacket =
  (change: (bytes: Uint8Array) => Uint8Array, more: object = {}) =>
  (write: ElementWrite) => ({
    ...write,
    keyPackets: write.keyPackets.map((entry) => ({ ...entry, packet: toB64u(change(fromB64u(entry.packet))), ...more })),
  });

const ownEntry = (manifest: Record<string, unknown>): object => (manifest['audience'] as object[])[0] ?? never();
describe('a first version is refused', () => {
  const other = toB64u(new Uint8Array(32).fill(7));
  const cases: [string, string, () => TestVersionParts][] = [
    ['of another instance', 'E_INSTANCE', () => ({ manifest: (m) => ({ ...m, instance: `ins_${'A'.repeat(22)}` }) })],
    ['that is another statement', 'E_CONTEXT', () => ({ manifest: (m) => ({ ...m, context: 'sealchart/v1/profile' }) })],
    ['without context', 'E_CONTEXT', () => ({ manifest: without('context') })],
    ['with an unknown field', 'E_FORMAT', () => ({ manifest: (m) => ({ ...m, title: 'Penicillin' }) })],
    ['with an operator for a hash', 'E_FORMAT', () => ({ manifest: withContent({ dataHash: { $ne: '' } }) })],
    ['with a number for an id', 'E_FORMAT', () => ({ manifest: (m) => ({ ...m, elementId: 7 }) })],
    ['by another account than the one logged in', 'E_AUTHOR', () => ({ by: bob.identity })],
    [
      'in the name of another account under the own key',
      'E_AUTHOR',
      () => ({
        manifest: (m) => ({ ...m, author: { account: bob.accountId, fingerprint: ada.identity.certificate.fingerprint } }),
      }),
    ],
    [
      'under a key that is not the author’s',
      'E_AUTHOR',
      () => ({ manifest: (m) => ({ ...m, author: { account: ada.accountId, fingerprint: 'a'.repeat(64) } }) }),
    ],
    ['signed by another key', 'E_SIGNATURE', () => ({ signer: bob.identity })],
    ['with a signature of nothing', 'E_SIGNATURE', () => ({ write: (w) => ({ ...w, manifest: { ...w.manifest, signature: 'AA' } }) })],
    ['from the future', 'E_CLOCK', () => ({ manifest: (m) => ({ ...m, authoredAt: ahead(11) }) })],
    [
      'in the record of somebody else',
      'E_RIGHT',
      () => ({
        manifest: (m) => ({ ...m, recordId: bob.accountId, audience: [{ ...ownEntry(m), principal: bob.accountId }] }),
        packetsFor: [],
      }),
    ],
    ['in a section', 'E_RIGHT', () => ({ manifest: (m) => ({ ...m, sectionId: `sec_${'A'.repeat(22)}` }) })],
    ['that follows something', 'E_CONFLICT', () => ({ manifest: (m) => ({ ...m, previous: other }) })],
    ['for more than its owner', 'E_GRANT', () => ({ readers: adaAndBob() })],
    ['for nobody', 'E_GRANT', () => ({ manifest: (m) => ({ ...m, audience: [] }), packetsFor: [] })],
    ['as erasure', 'E_FORMAT', () => ({ manifest: (m) => without('content')({ ...m, kind: 'erase', audience: [] }), packetsFor: [] })],
    [
      'with attachments',
      'E_FORMAT',
      () => ({ manifest: withContent({ blobs: [{ blobId: `blb_${'A'.repeat(22)}`, length: 1, hash: other }] }) }),
    ],
    [
      'with keys to a past that it has not',
      'E_FORMAT',
      () => ({
        write: (write) => ({
          ...write,
          historyPackets: [{ principal: ada.accountId, contentVersion: 1, packet: write.keyPackets[0]?.packet }],
        }),
      }),
    ],
    ['of a size that is no class', 'E_FORMAT', () => ({ manifest: withContent({ sizeClass: 1_025 }) })],
    [
      'of a size above the limit',
      'E_LIMIT',
      () => ({ manifest: withContent({ sizeClass: ELEMENT_BYTES * 2, dataLength: ELEMENT_BYTES * 2 + 100 }) }),
    ],
    ['with a head of addenda but none', 'E_ADDENDUM', () => ({ manifest: withContent({ addenda: { count: 0, head: other } }) })],
    ['without data packet', 'E_FORMAT', () => ({ write: without('dataPacket') })],
    ['without open fields', 'E_FORMAT', () => ({ write: without('open') })],
    [
      'with text for a data packet',
      'E_PLAINTEXT',
      () => ({ write: (w) => ({ ...w, dataPacket: toB64u(utf8('{"resourceType":"AllergyIntolerance"}\n')) }) }),
    ],
    ['with noise for a data packet', 'E_FORMAT', () => ({ write: (w) => ({ ...w, dataPacket: toB64u(randomBytes(1_150)) }) })],
    ['with a data packet and a byte more', 'E_FORMAT', () => ({ dataPacket: (bytes) => Buffer.concat([bytes, Buffer.of(0)]) })],
    [
      'with a data packet in partial lengths',
      'E_FORMAT',
      () => ({ write: (w) => ({ ...w, dataPacket: toB64u(inPartialLengths(fromB64u(w.dataPacket ?? never()))) }) }),
    ],
    ['with another data packet', 'E_HASH', () => ({ write: (w) => ({ ...w, dataPacket: swapped }) })],
    [
      'with another length of the data packet',
      'E_HASH',
      () => ({ manifest: (m) => withContent({ dataLength: (m['content'] as { dataLength: number }).dataLength + 1 })(m) }),
    ],
    ['without key packet', 'E_FORMAT', () => ({ packetsFor: [] })],
    ['with two key packets', 'E_FORMAT', () => ({ packetsFor: [ada.identity, ada.identity] })],
    ['with a key packet for an outsider', 'E_FORMAT', () => ({ packetsFor: [ada.identity, bob.identity] })],
    [
      'with a key packet to another key',
      'E_CERT',
      () => ({ packetsFor: [bob.identity], write: withPacket((bytes) => bytes, { principal: ada.accountId }) }),
    ],
    [
      'with a fingerprint of another key',
      'E_CERT',
      () => ({ manifest: withOwnEntry({ fingerprint: bob.identity.certificate.encryption.fingerprint }) }),
    ],
    ['with a key packet of another epoch', 'E_FORMAT', () => ({ write: withPacket((bytes) => bytes, { epoch: 1 }) })],
    ['with noise for a key packet', 'E_FORMAT', () => ({ write: withPacket(() => randomBytes(111)) })],
    [
      'with a key packet of version 3',
      'E_FORMAT',
      () => ({ write: withPacket((bytes) => Uint8Array.from(bytes, (byte, i) => (i === 2 ? 3 : byte))) }),
    ],
    ['with text for a key packet', 'E_PLAINTEXT', () => ({ write: withPacket(() => utf8('the session key is 1234')) })],
    ['with a hash of another key packet', 'E_HASH', () => ({ manifest: withOwnEntry({ packetHash: other }) })],
  ];
  let swapped = '';
  beforeAll(async () => {
    swapped = toB64u(await sealData(new Uint8Array(1_024), new Uint8Array(randomBytes(32))));
  });

  it.each(cases)('%s: %s', async (_, code, parts) => {
    const version = await TestElement.of(ada.identity).edit(parts());
    expect(await store(server, ada, version)).toEqual(refused(code));
    expect((await get(ada, version.element.elementId)).status).toBe(404);
    for (const name of ['elements', 'elementversions', 'elementcontents', 'keypackets']) {
      expect(
        await server.records.collection<{ _id: string }>(name).countDocuments({ _id: new RegExp(`^${version.element.elementId}`) }),
      ).toBe(0);
    }
  });

  it('only then: the same with a clock that is nine minutes ahead is stored', async () => {
    const version = await TestElement.of(ada.identity).edit({ manifest: (m) => ({ ...m, authoredAt: ahead(9) }) });
    expect(await store(server, ada, version)).toMatchObject([{ status: 'stored' }]);
  });

  it('with statements that are not in canonical form', async () => {
    const version = await TestElement.of(ada.identity).edit();
    const bytes = utf8(`${new TextDecoder().decode(fromB64u(version.write.manifest.statement))} `);
    const manifest = { statement: toB64u(bytes), signature: toB64u(await ada.identity.signBytes(bytes)) };
    expect(await store(server, ada, { ...version, write: { ...version.write, manifest } })).toEqual(refused('E_FORMAT'));
  });
});

const bobs = (result: TestVersion): Promise<WriteResult[]> => store(server, bob, result);
const adas = (result: TestVersion): Promise<WriteResult[]> => store(server, ada, result);

describe('a later version is refused', () => {
  let shared: TestVersion;
  const role = { role: 'viewer' as const };
  beforeAll(async () => {
    const first = await TestElement.of(ada.identity).edit();
    shared = await first.element.share([...first.element.readers, { identity: bob.identity, ...role }]);
    await store(server, ada, first, shared);
  });
  it('beyond a gap, and on a place that is taken', async () => {
    const next = await shared.element.edit();
    expect(await adas(await next.element.edit())).toEqual(refused('E_CONFLICT'));
    const forked = await shared.element.edit({ manifest: (m) => ({ ...m, previous: next.hash }) });
    expect(await adas(forked)).toEqual(refused('E_CONFLICT'));
    const replaced = await shared.element.edit({ manifest: (m) => ({ ...m, version: 2 }) });
    expect(await adas(replaced)).toEqual(refused('E_CONFLICT'));
  });

  it('from a viewer', async () => {
    expect(await bobs(await shared.element.edit({ by: bob.identity }))).toEqual(refused('E_RIGHT'));
    expect(await bobs(await shared.element.share(shared.element.readers, { by: bob.identity }))).toEqual(refused('E_RIGHT'));
  });

  it('when its content changes the readers, or its readers the content', async () => {
    const readers = shared.element.readers.slice(0, 1);
    expect(await adas(await shared.element.edit({ readers }))).toEqual(refused('E_GRANT'));
    expect(await adas(await shared.element.share(readers, { manifest: withContent({ openHash: toB64u(new Uint8Array(32)) }) }))).toEqual(
      refused('E_BIND'),
    );
    expect(await adas(await shared.element.share(readers, { manifest: (m) => ({ ...m, recordId: bob.accountId }) }))).toMatchObject([
      { status: 'refused' },
    ]);
  });

  it('with packets or open fields that belong to content', async () => {
    const { dataPacket, open } = (await shared.element.edit()).write;
    for (const more of [{ dataPacket }, { open }]) {
      expect(await adas(await shared.element.share(shared.element.readers, { write: (w) => ({ ...w, ...more }) }))).toEqual(
        refused('E_FORMAT'),
      );
    }
  });

  it('with a key packet that nobody needs, or without one that somebody needs', async () => {
    expect(await adas(await shared.element.share(shared.element.readers, { packetsFor: [bob.identity] }))).toEqual(refused('E_FORMAT'));
    expect(await adas(await shared.element.edit({ packetsFor: [ada.identity] }))).toEqual(refused('E_FORMAT'));
    const { identity } = await registerAndLogIn(server);
    expect(await adas(await shared.element.share([...shared.element.readers, { identity, ...role }], { packetsFor: [] }))).toEqual(
      refused('E_FORMAT'),
    );
  });

  it('when it is sealed to nobody known here', async () => {
    const identity = await makeTestIdentity(server.instanceId);
    expect(await adas(await shared.element.share([...shared.element.readers, { identity, ...role }]))).toEqual(refused('E_CERT'));
    const moved = await shared.element.share(shared.element.readers, { packetsFor: [identity], manifest: withOwnEntry({}) });
    const write = {
      ...moved.write,
      keyPackets: [{ ...(await keyPacketOf(identity, moved.element.sessionKey)), principal: bob.accountId }],
    };
    expect(await adas({ ...moved, write })).toEqual(refused('E_CERT'));
  });

  it('and nothing of all that was stored', async () => {
    const view = (await get(bob, shared.element.elementId)).body as ElementView;
    expect([view.newest, view.chain.length]).toEqual([2, 2]);
  });
});

/** The same packet as openpgp.js writes it: 512 bytes of the body, then the rest. */
function inPartialLengths(packet: Uint8Array): Uint8Array {
  const { body } = readPacket(packet);
  const rest = body.subarray(512);
  const length = rest.length - 192;
  return Buffer.concat([Buffer.of(0xd2, 0xe9), body.subarray(0, 512), Buffer.of(192 + (length >> 8), length & 0xff), rest]);
}

function never(): never {
  throw new Error('missing in the test');
}
