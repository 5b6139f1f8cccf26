import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { ReadResponse } from '@sealchart/protocol';
import { ELEMENT_MANIFEST, idOf, toInstant } from '@sealchart/protocol';
import { randomBytes } from 'node:crypto';
import { Clock } from '../../platform/clock.ts';
import type { LoggedInAccount } from '../../testing/test-account.ts';
import { registerAndLogIn } from '../../testing/test-account.ts';
import type { TestReader, TestVersion } from '../../testing/test-element.ts';
import { TestElement, sendBatch, store } from '../../testing/test-element.ts';
import type { TestServer } from '../../testing/test-server.ts';
import { startTestServer } from '../../testing/test-server.ts';

let server: TestServer;
let owner: LoggedInAccount;
let manager: LoggedInAccount;
let editor: LoggedInAccount;
let viewer: LoggedInAccount;
let revoked: LoggedInAccount;
let stranger: LoggedInAccount;
let element: TestElement;

beforeAll(async () => {
  server = await startTestServer();
  [owner, manager, editor, viewer, revoked, stranger] = (await Promise.all(Array.from({ length: 6 }, () => registerAndLogIn(server)))) as [
    LoggedInAccount,
    LoggedInAccount,
    LoggedInAccount,
    LoggedInAccount,
    LoggedInAccount,
    LoggedInAccount,
  ];
  element = await sharedElement();
});
afterAll(async () => {
  await server.close();
});

/** An element with a reader of every role, and one who was a manager. */
async function sharedElement(): Promise<TestElement> {
  const first = await TestElement.of(owner.identity).edit();
  const all = [as(manager, 'manager'), as(editor, 'editor'), as(viewer, 'viewer'), as(revoked, 'manager')];
  const shared = await first.element.share([...first.element.readers, ...all]);
  const taken = await shared.element.share(shared.element.readers.slice(0, -1));
  await storeAll(first, shared, taken);
  return taken.element;
}

/** Stores versions of the owner that must be stored for a test to mean anything. */
async function storeAll(...versions: TestVersion[]): Promise<void> {
  const results = await store(server, owner, ...versions);
  if (!results.every((result) => result.status === 'stored')) throw new Error(JSON.stringify(results));
}

const as = ({ identity }: LoggedInAccount, role: TestReader['role']): TestReader => ({ identity, role });
const readers = (): [string, LoggedInAccount][] => [
  ['owner', owner],
  ['manager', manager],
  ['editor', editor],
  ['viewer', viewer],
];
const outsiders = (): [string, LoggedInAccount][] => [
  ['revoked', revoked],
  ['stranger', stranger],
];
const absent = idOf('elm_', randomBytes(16));
const view = (account: LoggedInAccount, elementId: string) => server.inject({ url: `/v1/elements/${elementId}`, token: account.token });
const read = async (account: LoggedInAccount, content: boolean, ...elementIds: string[]): Promise<ReadResponse> => {
  const payload = { items: elementIds.map((elementId) => ({ elementId, after: 0 })), content };
  return (await server.inject({ method: 'POST', url: '/v1/elements/read', token: account.token, payload })).body as ReadResponse;
};
/** An answer without what differs from request to request. */
const bare = ({ status, body }: { status: number; body: unknown }) => ({ status, body: { ...(body as object), requestId: '' } });

describe('reading', () => {
  it('is for the newest audience, each with its own key packet alone', async () => {
    for (const [name, account] of readers()) {
      const answer = await view(account, element.elementId);
      expect([name, answer.status]).toEqual([name, 200]);
      expect(answer.body).toMatchObject({ newest: 3, content: { keyPacket: { principal: account.accountId, epoch: 0 } } });
    }
  });

  it('looks the same for what is not theirs and for what is not there', async () => {
    for (const [name, account] of outsiders()) {
      const hidden = await view(account, element.elementId);
      expect([name, hidden.status]).toEqual([name, 404]);
      expect(bare(hidden)).toEqual(bare(await view(account, absent)));
      for (const content of [true, false]) {
        expect(await read(account, content, element.elementId, absent)).toEqual({
          elements: [],
          missing: [element.elementId, absent],
          ended: [],
          rest: [],
        });
      }
    }
  });

  it('in batches mixes what may be read with what may not', async () => {
    const own = await TestElement.of(stranger.identity).edit();
    await store(server, stranger, own);
    const answer = await read(stranger, true, element.elementId, own.element.elementId, absent);
    expect(answer.elements.map((one) => one.elementId)).toEqual([own.element.elementId]);
    expect(answer.missing).toEqual([element.elementId, absent]);
  });

  it('and writing need a session', async () => {
    const url = `/v1/elements/${element.elementId}`;
    const requests = [
      { url },
      { url, token: `${viewer.token.slice(0, -1)}${viewer.token.endsWith('A') ? 'Q' : 'A'}` },
      {
        method: 'POST' as const,
        url: '/v1/elements/read',
        payload: { items: [{ elementId: element.elementId, after: 0 }], content: true },
      },
      { method: 'POST' as const, url: '/v1/elements/batch', payload: { items: [] }, headers: { 'idempotency-key': 'key' } },
    ];
    for (const request of requests)
      expect(await server.inject(request)).toMatchObject({ status: 401, body: { code: 'E_UNAUTHENTICATED' } });
  });
});

/** What one account tries with an element that it knows everything about. */
const attempts = async (account: LoggedInAccount, target: TestElement): Promise<TestVersion[]> => [
  await target.share([...target.readers, as(stranger, 'viewer')], { by: account.identity }),
  await target.edit({ by: account.identity }),
];
const codes = async (account: LoggedInAccount, target: TestElement): Promise<string[]> => {
  const results = [];
  for (const attempt of await attempts(account, target)) results.push(...(await store(server, account, attempt)));
  return results.map((result) => (result.status === 'refused' ? result.code : result.status));
};
/** The same in a place that no element has. */
const elsewhere = async (): Promise<TestElement> => (await (await TestElement.of(owner.identity).edit()).element.edit()).element;

describe('writing', () => {
  it('is refused by right to readers, and looks absent to everybody else', async () => {
    expect(await codes(viewer, element)).toEqual(['E_RIGHT', 'E_RIGHT']);
    expect(await codes(editor, await sharedElement())).toEqual(['E_RIGHT', 'stored']);
    expect(await codes(manager, await sharedElement())).toEqual(['stored', 'E_CONFLICT']);
    for (const [name, account] of outsiders()) {
      expect([name, await codes(account, element)]).toEqual([name, ['E_NOT_FOUND', 'E_NOT_FOUND']]);
      expect([name, await codes(account, await elsewhere())]).toEqual([name, ['E_NOT_FOUND', 'E_NOT_FOUND']]);
    }
  });

  it('of a version that is stored says so only to readers', async () => {
    const first = await TestElement.of(owner.identity).edit();
    const shared = await first.element.share([...first.element.readers, as(revoked, 'editor')]);
    const edited = await shared.element.edit({ by: revoked.identity });
    await store(server, owner, first, shared);
    expect(await store(server, revoked, edited, edited)).toMatchObject([{ status: 'stored' }, { status: 'unchanged' }]);
    await store(server, owner, await edited.element.share(first.element.readers));
    expect(await store(server, revoked, edited)).toMatchObject([{ status: 'refused', code: 'E_NOT_FOUND' }]);
  });

  it('takes no id that is taken', async () => {
    const squatter = await TestElement.of(stranger.identity, element.elementId).edit();
    expect(await store(server, stranger, squatter)).toMatchObject([{ status: 'refused', code: 'E_CONFLICT' }]);
    expect(await read(stranger, true, element.elementId)).toMatchObject({ missing: [element.elementId] });
    expect((await view(owner, element.elementId)).body).toMatchObject({ newest: 3 });
  });

  it('never counts for another account, whoever signed', async () => {
    const byOwner = await element.edit();
    for (const account of [manager, editor, stranger]) {
      expect(await store(server, account, byOwner)).toMatchObject([{ status: 'refused', code: 'E_AUTHOR' }]);
    }
  });
});

/** Runs requests at another time of the server. */
const at = async <T>(ms: number, act: () => Promise<T>): Promise<T> => {
  const clock = jest.spyOn(server.app.get(Clock), 'now').mockReturnValue(ms);
  try {
    return await act();
  } finally {
    clock.mockRestore();
  }
};
const authored = (ms: number) => ({ manifest: (m: Record<string, unknown>) => ({ ...m, authoredAt: toInstant(ms) }) });

describe('an end date', () => {
  const minute = 60_000;
  const now = Date.now();
  const until = toInstant(now + 60 * minute);
  const endMs = Date.parse(until);
  let shared: TestVersion;
  let elementId: string;
  beforeAll(async () => {
    const first = await TestElement.of(owner.identity).edit();
    shared = await first.element.share([...first.element.readers, { ...as(editor, 'editor'), until }]);
    ({ elementId } = shared.element);
    await storeAll(first, shared);
  });

  it('ends reading at the instant, by the clock of the server', async () => {
    expect((await at(endMs - 1, () => view(editor, elementId))).status).toBe(200);
    expect((await at(endMs, () => view(editor, elementId))).status).toBe(404);
    expect(await at(endMs, () => read(editor, false, elementId))).toMatchObject({ missing: [elementId], ended: [elementId] });
  });

  it('ends writing, whatever time the author names', async () => {
    const late = await shared.element.edit({ by: editor.identity, ...authored(endMs) });
    expect(await at(endMs - minute, () => store(server, editor, late))).toMatchObject([{ code: 'E_CLOCK' }]);
    const backdated = await shared.element.edit({ by: editor.identity, ...authored(now) });
    expect(await at(endMs, () => store(server, editor, backdated))).toMatchObject([{ code: 'E_NOT_FOUND' }]);
    expect(await at(endMs - minute, () => store(server, editor, backdated))).toMatchObject([{ status: 'stored', version: 3 }]);
    shared = backdated;
  });

  it('lets a content version go without packet, and gets one when it moves', async () => {
    const without = await shared.element.edit({ packetsFor: [owner.identity], ...authored(endMs) });
    const early = await shared.element.edit({ packetsFor: [owner.identity] });
    expect(await at(endMs - 11 * minute, () => store(server, owner, early))).toMatchObject([{ code: 'E_FORMAT' }]);
    expect(await at(endMs + minute, () => store(server, owner, without))).toMatchObject([{ status: 'stored', version: 4 }]);
    const longer = [...shared.element.readers.slice(0, 1), { ...as(editor, 'editor'), until: toInstant(endMs + 120 * minute) }];
    const empty = await without.element.share(longer);
    expect(await at(endMs + minute, () => store(server, owner, empty))).toMatchObject([{ code: 'E_FORMAT' }]);
    const moved = await without.element.share(longer, { packetsFor: [editor.identity] });
    expect(await at(endMs + minute, () => store(server, owner, moved))).toMatchObject([{ status: 'stored', version: 5 }]);
    expect((await at(endMs + minute, () => view(editor, elementId))).body).toMatchObject({ newest: 5, content: { contentVersion: 4 } });
  });
});

describe('a batch', () => {
  it('may not be read back under another account', async () => {
    const version = await TestElement.of(owner.identity).edit();
    const first = await sendBatch(server, owner, [version.write], 'shared-key');
    expect(first.body).toMatchObject({ results: [{ status: 'stored' }] });
    const second = await sendBatch(server, stranger, [version.write], 'shared-key');
    expect(second.body).toMatchObject({ results: [{ status: 'refused', code: 'E_AUTHOR' }] });
  });
});

it('the manifest in these tests is the real one', async () => {
  const [statement] = ((await view(owner, element.elementId)).body as { chain: { statement: string }[] }).chain;
  expect(JSON.parse(Buffer.from(statement?.statement ?? '', 'base64url').toString())).toMatchObject({ context: ELEMENT_MANIFEST });
});

describe('a reader whose end is near', () => {
  it('may be left out of one content after the other', async () => {
    const first = await TestElement.of(owner.identity).edit();
    const until = toInstant(Date.now() + 5 * 60_000);
    const shared = await first.element.share([...first.element.readers, { ...as(viewer, 'viewer'), until }]);
    const packetsFor = [owner.identity];
    const second = await shared.element.edit({ packetsFor });
    const third = await second.element.edit({ packetsFor });
    const results = await store(server, owner, first, shared, second, third);
    expect(results.map(({ status }) => status)).toEqual(['stored', 'stored', 'stored', 'stored']);
  });
});
