import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ElementView, ReadResponse } from '@sealchart/protocol';
import { BATCH_ITEMS, CHAIN_PAGE, ELEMENT_BYTES, READ_BYTES, idOf, parseContent } from '@sealchart/protocol';
import { randomBytes } from 'node:crypto';
import type { LoggedInAccount } from '../../testing/test-account.ts';
import { registerAndLogIn } from '../../testing/test-account.ts';
import type { TestVersion } from '../../testing/test-element.ts';
import { TestElement, openData, store } from '../../testing/test-element.ts';
import type { TestServer } from '../../testing/test-server.ts';
import { startTestServer } from '../../testing/test-server.ts';
import { versionKey } from './element-keys.ts';

let server: TestServer;
let ada: LoggedInAccount;
beforeAll(async () => {
  server = await startTestServer();
  ada = await registerAndLogIn(server);
});
afterAll(async () => {
  await server.close();
});

const read = async (content: boolean, ...items: { elementId: string; after: number }[]): Promise<ReadResponse> => {
  const answer = await server.inject({ method: 'POST', url: '/v1/elements/read', token: ada.token, payload: { items, content } });
  if (answer.status !== 200) throw new Error(answer.text);
  return answer.body as ReadResponse;
};
const collection = (name: string) => server.records.collection<{ _id: string }>(name);
/** A second element with the same chain, put into the database behind the server's back. */
const copyOf = async (elementId: string): Promise<string> => {
  const copy = idOf('elm_', randomBytes(16));
  for (const name of ['elements', 'elementversions', 'keypackets', 'elementcontents']) {
    const documents = await collection(name)
      .find({ _id: new RegExp(`^${elementId}`) })
      .toArray();
    await collection(name).insertMany(documents.map((document) => ({ ...document, _id: document._id.replace(elementId, copy) })));
  }
  return copy;
};
const manifests = (...versions: TestVersion[]) => versions.map((version) => version.write.manifest);
const inOrder = (...ids: string[]) => ids.sort();

describe('a reader that has verified something', () => {
  let versions: [TestVersion, TestVersion, TestVersion];
  let elementId: string;
  beforeAll(async () => {
    const first = await TestElement.of(ada.identity).edit();
    const second = await first.element.edit();
    versions = [first, second, await second.element.share(second.element.readers)];
    ({ elementId } = first.element);
    await store(server, ada, ...versions);
  });

  it('gets what is newer, and the newest content', async () => {
    for (const after of [0, 1, 2, 3]) {
      const { elements, missing, rest } = await read(true, { elementId, after });
      expect(elements).toMatchObject([
        { elementId, chain: manifests(...versions.slice(after)), newest: 3, content: { contentVersion: 2 } },
      ]);
      expect([missing, rest]).toEqual([[], []]);
    }
  });

  it('gets no packets when it asks for none', async () => {
    const { elements } = await read(false, { elementId, after: 0 });
    expect(elements).toEqual([{ elementId, chain: manifests(...versions), newest: 3 }]);
  });

  it('sees an older server for what it is', async () => {
    expect((await read(true, { elementId, after: 9 })).elements).toMatchObject([{ chain: [], newest: 3 }]);
  });

  it('may ask for one element by its address', async () => {
    const answer = await server.inject({ url: `/v1/elements/${elementId}?after=2`, token: ada.token });
    expect(answer).toMatchObject({
      status: 200,
      body: { elementId, chain: manifests(versions[2]), newest: 3, content: { contentVersion: 2 } },
    });
    expect((await server.inject({ url: `/v1/elements/${elementId}`, token: ada.token })).body).toMatchObject({
      chain: manifests(...versions),
    });
  });
});

describe('a chain longer than a page', () => {
  it('comes in pages, the content with the last', async () => {
    const versions = [await TestElement.of(ada.identity).edit()];
    while (versions.length <= CHAIN_PAGE) {
      const newest = versions.at(-1)?.element ?? never();
      versions.push(await newest.share(newest.readers));
    }
    const { elementId } = versions[0]?.element ?? never();
    for (let i = 0; i < versions.length; i += BATCH_ITEMS) {
      const results = await store(server, ada, ...versions.slice(i, i + BATCH_ITEMS));
      expect(results.every((result) => result.status === 'stored')).toBe(true);
    }
    const [page] = (await read(true, { elementId, after: 0 })).elements;
    expect(page?.chain).toEqual(manifests(...versions.slice(0, CHAIN_PAGE)));
    expect([page?.newest, page?.content]).toEqual([CHAIN_PAGE + 1, undefined]);
    const [last] = (await read(true, { elementId, after: CHAIN_PAGE })).elements;
    expect(last).toMatchObject({ chain: manifests(...versions.slice(CHAIN_PAGE)), content: { contentVersion: 1 } });

    // Copies of it: an answer holds two such pages.
    const copies = await Promise.all([copyOf(elementId), copyOf(elementId)]);
    const ids = inOrder(elementId, ...copies);
    const answer = await read(true, ...ids.map((id) => ({ elementId: id, after: 0 })));
    expect(answer.elements.map((view) => [view.elementId, view.chain.length])).toEqual(ids.slice(0, 2).map((id) => [id, CHAIN_PAGE]));
    expect([answer.missing, answer.rest]).toEqual([[], ids.slice(2)]);
  }, 60_000);
});

describe('a chain of large manifests', () => {
  it('is cut where the answer is full, and goes on from there', async () => {
    const first = await TestElement.of(ada.identity).edit();
    await store(server, ada, first);
    const { elementId } = first.element;
    const large = { recordId: ada.accountId, hash: first.hash, statement: Buffer.alloc(100_000), signature: Buffer.alloc(100) };
    const versions = Array.from({ length: 199 }, (_, i) => ({ _id: versionKey(elementId, i + 2), ...large }));
    await collection('elementversions').insertMany(versions);
    await collection('elements').updateOne({ _id: elementId }, { $set: { version: 200 } });
    const seen: number[] = [];
    for (let after = 0; after < 200; after = seen.reduce((sum, length) => sum + length, 0)) {
      const [view] = (await read(true, { elementId, after })).elements;
      seen.push(view?.chain.length ?? never());
      expect(view?.content === undefined).toBe(after + (view?.chain.length ?? 0) < 200);
    }
    const perAnswer = Math.floor(READ_BYTES / 100_100);
    expect(seen).toEqual([perAnswer + 1, 200 - perAnswer - 1]);
  });
});

describe('large elements', () => {
  it('are served up to the limit, what finds no room is named', async () => {
    const versions = await Promise.all([0, 1, 2].map(() => TestElement.of(ada.identity).edit({ body: 'x'.repeat(5 * 2 ** 20) })));
    for (const version of versions) expect(await store(server, ada, version)).toMatchObject([{ status: 'stored' }]);
    const ids = inOrder(...versions.map((version) => version.element.elementId));
    const items = ids.map((elementId) => ({ elementId, after: 0 }));
    const answer = await read(true, ...items);
    expect(answer.elements.map((view) => view.elementId)).toEqual(ids.slice(0, 2));
    expect([answer.missing, answer.rest]).toEqual([[], ids.slice(2)]);
    // Chains that were read already take no room, but contents do.
    const contents = await read(true, ...items.map((item) => ({ ...item, after: 1 })));
    expect([contents.elements.length, contents.rest]).toEqual([2, ids.slice(2)]);
    expect((await read(false, ...items)).elements).toHaveLength(3);
  }, 60_000);

  it('at the limit are stored and open', async () => {
    const body = 'x'.repeat(ELEMENT_BYTES - 1_000);
    const version = await TestElement.of(ada.identity).edit({ body });
    expect(version.element.content?.sizeClass).toBe(ELEMENT_BYTES);
    expect(await store(server, ada, version)).toMatchObject([{ status: 'stored' }]);
    const answer = await server.inject({ url: `/v1/elements/${version.element.elementId}`, token: ada.token });
    const { content } = answer.body as ElementView;
    expect(parseContent(await openData(ada.identity, content ?? never())).body).toBe(body);
  }, 60_000);
});

describe('a batch of the largest size', () => {
  it('is stored whole, in order, and read back in one answer', async () => {
    const versions = await Promise.all(Array.from({ length: BATCH_ITEMS }, () => TestElement.of(ada.identity).edit()));
    const results = await store(server, ada, ...versions);
    expect(results).toEqual(versions.map(({ hash, element: { elementId } }) => ({ status: 'stored', elementId, version: 1, hash })));
    const ids = inOrder(...versions.map((version) => version.element.elementId));
    const answer = await read(true, ...ids.map((elementId) => ({ elementId, after: 0 })));
    expect(answer.elements.map((view) => view.elementId)).toEqual(ids);
    expect([answer.missing, answer.rest]).toEqual([[], []]);
  }, 60_000);
});

function never(): never {
  throw new Error('missing in the test');
}
