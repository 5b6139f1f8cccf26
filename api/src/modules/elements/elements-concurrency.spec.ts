import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { FeedResponse, FeedRow } from '@sealchart/protocol';
import type { ClientSession } from 'mongoose';
import { randomUUID } from 'node:crypto';
import type { LoggedInAccount } from '../../testing/test-account.ts';
import { registerAndLogIn } from '../../testing/test-account.ts';
import type { TestVersion } from '../../testing/test-element.ts';
import { TestElement, sendBatch, store } from '../../testing/test-element.ts';
import type { TestServer } from '../../testing/test-server.ts';
import { startTestServer } from '../../testing/test-server.ts';
import { FeedsService } from '../feeds/feeds.service.ts';

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

const COLLECTIONS = ['elements', 'elementversions', 'elementcontents', 'keypackets'];
/** How many documents each collection has of these elements. */
const stored = async (...versions: TestVersion[]): Promise<number[]> => {
  const _id = new RegExp(`^(${versions.map(({ element }) => element.elementId).join('|')})`);
  return Promise.all(COLLECTIONS.map((name) => server.records.collection<{ _id: string }>(name).countDocuments({ _id })));
};
const pull = async (account: LoggedInAccount, seq = 0): Promise<FeedRow[]> => {
  const payload = { cursor: { principal: account.accountId, seq } };
  return ((await server.inject({ method: 'POST', url: '/v1/feeds/pull', token: account.token, payload })).body as FeedResponse).rows;
};
const withBob = (version: TestVersion, role: 'viewer' | 'editor' = 'viewer') => [
  ...version.element.readers,
  { identity: bob.identity, role },
];

describe('writers at once', () => {
  it('get one place each, the others a conflict', async () => {
    const first = await TestElement.of(ada.identity).edit();
    const shared = await first.element.share(withBob(first, 'editor'));
    await store(server, ada, first, shared);
    const rivals = await Promise.all([0, 1, 2].flatMap(() => [shared.element.edit(), shared.element.edit({ by: bob.identity })]));
    const results = await Promise.all(rivals.map((rival, i) => store(server, i % 2 === 0 ? ada : bob, rival)));
    const codes = results.flat().map((result) => (result.status === 'refused' ? result.code : result.status));
    expect(codes.sort()).toEqual([...Array.from({ length: 5 }, () => 'E_CONFLICT'), 'stored']);
    expect(await stored(first)).toEqual([1, 3, 2, 4]);
  });

  it('create an element once', async () => {
    const rivals = await Promise.all([0, 1, 2, 3].map(async () => TestElement.of(ada.identity, twin.element.elementId).edit()));
    const results = (await Promise.all(rivals.map((rival) => store(server, ada, rival)))).flat();
    expect(results.filter((result) => result.status === 'stored')).toHaveLength(1);
    expect(results.filter((result) => result.status === 'refused' && result.code === 'E_CONFLICT')).toHaveLength(3);
    expect(await stored(twin)).toEqual([1, 1, 1, 1]);
  });
  let twin: TestVersion;
  beforeAll(async () => {
    twin = await TestElement.of(ada.identity).edit();
  });

  it('who send the same version both learn that it is stored', async () => {
    const version = await TestElement.of(ada.identity).edit();
    const results = (await Promise.all([0, 1, 2].map(() => store(server, ada, version)))).flat();
    expect(results.map((result) => result.status).sort()).toEqual(['stored', 'unchanged', 'unchanged']);
  });
});

describe('an idempotency key', () => {
  it('gives the same answer to the same body, now and at once', async () => {
    const [version, key] = [await TestElement.of(ada.identity).edit(), randomUUID()];
    const parallel = await Promise.all([0, 1, 2].map(() => sendBatch(server, ada, [version.write], key)));
    const later = await sendBatch(server, ada, [version.write], key);
    for (const answer of [...parallel, later])
      expect(answer).toMatchObject({ status: 200, body: { results: [{ status: 'stored', version: 1 }] } });
    expect(await stored(version)).toEqual([1, 1, 1, 1]);
  });

  it('keeps refusals too', async () => {
    const [version, key] = [await TestElement.of(ada.identity).edit(), randomUUID()];
    const second = await version.element.edit();
    const refusal = { results: [{ status: 'refused', code: 'E_NOT_FOUND' }] };
    expect((await sendBatch(server, ada, [second.write], key)).body).toEqual(refusal);
    await store(server, ada, version);
    expect((await sendBatch(server, ada, [second.write], key)).body).toEqual(refusal);
    expect((await sendBatch(server, ada, [second.write])).body).toMatchObject({ results: [{ status: 'stored' }] });
  });

  it('is refused with another body, and nothing is stored', async () => {
    const [one, two, key] = [await TestElement.of(ada.identity).edit(), await TestElement.of(ada.identity).edit(), randomUUID()];
    expect((await sendBatch(server, ada, [one.write], key)).status).toBe(200);
    expect(await sendBatch(server, ada, [two.write], key)).toMatchObject({ status: 422, body: { code: 'E_IDEMPOTENCY' } });
    expect(await stored(two)).toEqual([0, 0, 0, 0]);
  });

  it('is needed', async () => {
    const { write } = await TestElement.of(ada.identity).edit();
    for (const key of [undefined, '', 'x'.repeat(65), 'a key', '{"$gt":""}']) {
      const headers = { 'idempotency-key': key };
      const answer = await server.inject({
        method: 'POST',
        url: '/v1/elements/batch',
        token: ada.token,
        payload: { items: [write] },
        headers,
      });
      expect([key, answer.status, (answer.body as { code: string }).code]).toEqual([key, 400, 'E_REQUEST']);
    }
  });

  it('stores nothing that is sealed', async () => {
    const version = await TestElement.of(ada.identity).edit();
    await store(server, ada, version);
    const answers = JSON.stringify(await server.records.collection('idempotentanswers').find().toArray());
    expect(answers).toContain(version.hash);
    for (const sealed of [version.write.dataPacket, version.write.manifest.statement, version.write.keyPackets[0]?.packet]) {
      expect(answers).not.toContain(sealed?.slice(0, 60) ?? 'missing');
    }
  });
});

describe('feeds', () => {
  it('tell every reader of every version, and the last thing to those who leave', async () => {
    const [reader, writer] = await Promise.all([registerAndLogIn(server), registerAndLogIn(server)]);
    const first = await TestElement.of(writer.identity).edit();
    const shared = await first.element.share([...first.element.readers, { identity: reader.identity, role: 'viewer' }]);
    const edited = await shared.element.edit();
    const taken = await edited.element.share(first.element.readers);
    const after = await taken.element.edit();
    const versions = [first, shared, edited, taken, after];
    await store(server, writer, ...versions);
    const row = (version: TestVersion, seq: number, account: LoggedInAccount, more: object = {}) => ({
      principal: account.accountId,
      seq,
      kind: 'element',
      id: first.element.elementId,
      version: version.element.version,
      hash: version.hash,
      ...more,
    });
    expect(await pull(writer)).toEqual(versions.map((version, i) => row(version, i + 1, writer)));
    expect(await pull(reader)).toEqual([row(shared, 1, reader), row(edited, 2, reader), row(taken, 3, reader, { gone: true })]);
  });

  it('have no gap and no double, however many write at once', async () => {
    const [reader, ...writers] = await Promise.all(Array.from({ length: 4 }, () => registerAndLogIn(server)));
    if (!reader) throw new Error('no reader');
    const batches = await Promise.all(
      writers.flatMap((writer) =>
        [0, 1].map(async () => {
          const firsts = await Promise.all([0, 1, 2].map(() => TestElement.of(writer.identity).edit()));
          const shared = await Promise.all(
            firsts.map((first) => first.element.share([...first.element.readers, { identity: reader.identity, role: 'viewer' }])),
          );
          return { writer, versions: [...firsts, ...shared] };
        }),
      ),
    );
    const seen: FeedRow[] = [];
    const writing = new AbortController();
    const watching = (async () => {
      while (!writing.signal.aborted) seen.push(...(await pull(reader, seen.length)));
      seen.push(...(await pull(reader, seen.length)));
    })();
    const results = await Promise.all(batches.map(({ writer, versions }) => store(server, writer, ...versions)));
    writing.abort();
    await watching;
    expect(results.flat().every((result) => result.status === 'stored')).toBe(true);
    expect(seen.map((row) => row.seq)).toEqual(Array.from({ length: 18 }, (_, i) => i + 1));
    expect(new Set(seen.map((row) => row.id)).size).toBe(18);
  });

  it('say nothing of what was refused', async () => {
    const before = (await pull(bob)).length;
    const first = await TestElement.of(ada.identity).edit();
    await store(server, ada, first, await first.element.share(withBob(first), { packetsFor: [] }));
    expect(await pull(bob)).toHaveLength(before);
  });
});

describe('a server that dies in the middle', () => {
  it('leaves nothing by halves, and the same request succeeds later', async () => {
    const versions = await Promise.all([0, 1, 2].map(() => TestElement.of(ada.identity).edit()));
    const items = versions.map((version) => version.write);
    const [before, key] = [(await pull(ada)).length, randomUUID()];
    const append = jest.spyOn(server.app.get(FeedsService), 'append').mockRejectedValue(new Error('the last step never happened'));
    expect(await sendBatch(server, ada, items, key)).toMatchObject({ status: 500, body: { code: 'E_INTERNAL' } });
    append.mockRestore();
    expect(await stored(...versions)).toEqual([0, 0, 0, 0]);
    expect(await pull(ada)).toHaveLength(before);
    expect((await sendBatch(server, ada, items, key)).body).toMatchObject({ results: items.map(() => ({ status: 'stored' })) });
    expect(await stored(...versions)).toEqual([3, 3, 3, 3]);
  });

  it('or loses its transaction does it again, once', async () => {
    const version = await TestElement.of(ada.identity).edit();
    const before = (await pull(ada)).length;
    const feeds = server.app.get(FeedsService);
    const original = feeds.append.bind(feeds);
    const append = jest.spyOn(feeds, 'append').mockImplementationOnce(async (session: ClientSession, rows) => {
      await original(session, rows);
      await server.records
        .getClient()
        .db('admin')
        .command({ killSessions: [session.id] });
    });
    expect(await store(server, ada, version)).toMatchObject([{ status: 'stored' }]);
    expect(append).toHaveBeenCalledTimes(2);
    append.mockRestore();
    expect(await stored(version)).toEqual([1, 1, 1, 1]);
    expect(await pull(ada)).toHaveLength(before + 1);
  });
});
