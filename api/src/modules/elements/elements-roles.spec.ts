import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import {
  AUDIENCE_ENTRIES,
  BATCH_ITEMS,
  CLOCK_AHEAD_MS,
  HISTORY_PACKETS,
  STATEMENT_BYTES,
  compareAscii,
  idOf,
  toInstant,
} from '@sealchart/protocol';
import { randomBytes } from 'node:crypto';
import { Clock } from '../../platform/clock.ts';
import { readElementState } from '../../testing/element-state.ts';
import type { LoggedInAccount } from '../../testing/test-account.ts';
import { registerAndLogIn } from '../../testing/test-account.ts';
import type { TestReader, TestVersion, TestVersionParts } from '../../testing/test-element.ts';
import { TestElement, sendBatch, store } from '../../testing/test-element.ts';
import type { TestServer } from '../../testing/test-server.ts';
import { startTestServer } from '../../testing/test-server.ts';

let server: TestServer;
let owner: LoggedInAccount;
let manager: LoggedInAccount;
let reader: LoggedInAccount;
beforeAll(async () => {
  server = await startTestServer();
  [owner, manager, reader] = (await Promise.all([0, 1, 2].map(() => registerAndLogIn(server)))) as [
    LoggedInAccount,
    LoggedInAccount,
    LoggedInAccount,
  ];
});
afterAll(async () => {
  await server.close();
});

const MINUTE = 60_000;
const someAccount = (): string => `acc_${idOf('elm_', randomBytes(16)).slice(4)}`;
const as = ({ identity }: LoggedInAccount, role: TestReader['role'], until?: string): TestReader => ({
  identity,
  role,
  ...(until === undefined ? {} : { until }),
});
const codeOf = async (account: LoggedInAccount, version: TestVersion): Promise<string> => {
  const [result] = await store(server, account, version);
  return result?.status === 'refused' ? result.code : (result?.status ?? '');
};
const stored = async (...versions: TestVersion[]): Promise<void> => {
  const results = await store(server, owner, ...versions);
  if (!results.every((result) => result.status === 'stored')) throw new Error(JSON.stringify(results));
};
/** An element that its owner shares with the manager and these. */
async function sharedWith(...readers: TestReader[]): Promise<TestElement> {
  const first = await TestElement.of(owner.identity).edit();
  const shared = await first.element.share([...first.element.readers, as(manager, 'manager'), ...readers]);
  await stored(first, shared);
  return shared.element;
}
const replaced = ({ readers }: TestElement, one: TestReader): TestReader[] => [
  ...readers.filter(({ identity }) => identity !== one.identity),
  one,
];
/** Runs requests at another time of the server. */
const at = async <T>(ms: number, act: () => Promise<T>): Promise<T> => {
  const clock = jest.spyOn(server.app.get(Clock), 'now').mockReturnValue(ms);
  try {
    return await act();
  } finally {
    clock.mockRestore();
  }
};

describe('a role', () => {
  it('goes up and down, and counts from the version that says so', async () => {
    let element = await sharedWith(as(reader, 'viewer'));
    const change = async (by: LoggedInAccount, role: TestReader['role']): Promise<string> => {
      const version = await element.share(replaced(element, as(reader, role)), { by: by.identity });
      const code = await codeOf(by, version);
      if (code === 'stored') ({ element } = version);
      return code;
    };
    const edit = async (): Promise<string> => {
      const version = await element.edit({ by: reader.identity });
      const code = await codeOf(reader, version);
      if (code === 'stored') ({ element } = version);
      return code;
    };
    expect(await edit()).toBe('E_RIGHT');
    expect([await change(reader, 'editor'), await change(manager, 'editor'), await edit()]).toEqual(['E_RIGHT', 'stored', 'stored']);
    expect([await change(manager, 'manager'), await change(owner, 'manager')]).toEqual(['E_GRANT', 'stored']);
    expect([await change(manager, 'viewer'), await change(owner, 'viewer'), await edit()]).toEqual(['E_GRANT', 'stored', 'E_RIGHT']);
    for (const role of ['owner', 'nurse', '', '__proto__'])
      expect([role, await change(owner, role as TestReader['role'])]).toEqual([role, role === 'owner' ? 'E_GRANT' : 'E_FORMAT']);
  });
});

describe('an end date', () => {
  const day = 24 * 60 * MINUTE;
  it('that is set lies ahead of the clock of the server, give or take ten minutes', async () => {
    const element = await sharedWith();
    const share = (until: number) => element.share([...element.readers, as(reader, 'viewer', toInstant(until))]);
    const before = await readElementState(server, element.elementId);
    const now = Math.floor(Date.now() / 1_000) * 1_000;
    for (const past of [now - 3_650 * day, now - day, now - CLOCK_AHEAD_MS]) {
      const [result] = await at(now, async () => store(server, owner, await share(past)));
      expect(result).toMatchObject({ code: 'E_CLOCK', detail: expect.stringContaining('an end that has passed gives nothing') });
      expect(result).toMatchObject({ detail: expect.stringContaining(reader.accountId) });
    }
    expect(await readElementState(server, element.elementId)).toEqual(before);
    const near = await share(now - CLOCK_AHEAD_MS + 1_000);
    expect(await at(now, () => codeOf(owner, near))).toBe('stored');
  });

  it('is not moved to one that has passed, and may stay where it is once it has', async () => {
    const now = Math.floor(Date.now() / 1_000) * 1_000;
    const element = await sharedWith(as(reader, 'viewer', toInstant(now + day)));
    const move = (until: string | undefined, parts: TestVersionParts = {}) =>
      element.share(replaced(element, as(reader, 'viewer', until)), parts);
    const earlier = await move(toInstant(now + 2 * day));
    expect(await at(now + 3 * day, () => codeOf(owner, earlier))).toBe('E_CLOCK');
    // Somebody else is taken out long after that end.
    const others = await element.share(element.readers.filter(({ identity }) => identity !== manager.identity));
    expect(await at(now + 3 * day, () => codeOf(owner, others))).toBe('stored');
  });

  it('is moved later, or taken away; a packet comes along where there is none', async () => {
    const now = Math.floor(Date.now() / 1_000) * 1_000;
    const element = await sharedWith(as(reader, 'viewer', toInstant(now + day)));
    const later = await element.share(replaced(element, as(reader, 'viewer', toInstant(now + 2 * day))), { by: manager.identity });
    expect(await codeOf(manager, later)).toBe('stored');
    const edited = await later.element.edit({
      packetsFor: [owner.identity, manager.identity],
      manifest: (manifest) => ({ ...manifest, authoredAt: toInstant(now + 3 * day) }),
    });
    expect(await at(now + 3 * day, () => codeOf(owner, edited))).toBe('stored');
    const readers = replaced(edited.element, as(reader, 'viewer'));
    const empty = await edited.element.share(readers);
    const endless = await edited.element.share(readers, { packetsFor: [reader.identity] });
    expect(await at(now + 3 * day, () => codeOf(owner, empty))).toBe('E_FORMAT');
    expect(await at(now + 3 * day, () => codeOf(owner, endless))).toBe('stored');
    expect((await server.inject({ url: `/v1/elements/${element.elementId}`, token: reader.token })).body).toMatchObject({
      newest: 5,
      content: { contentVersion: 4, keyPacket: { principal: reader.accountId } },
    });
  });
});

describe('a chain', () => {
  const cases: [string, string, (element: TestElement) => Promise<TestVersion>][] = [
    ['a gap', 'E_CONFLICT', async (element) => (await element.edit()).element.edit()],
    [
      'a version of before',
      'E_CONFLICT',
      async (element) =>
        element.edit({ manifest: (m) => ({ ...m, version: 2, content: { ...(m['content'] as object), contentVersion: 2 } }) }),
    ],
    ['a second version 1', 'E_CONFLICT', (element) => TestElement.of(owner.identity, element.elementId).edit()],
    ['a version 0', 'E_FORMAT', async (element) => element.edit({ manifest: (m) => ({ ...m, version: 0 }) })],
    [
      'a clock that is a day ahead',
      'E_CLOCK',
      async (element) => element.edit({ manifest: (m) => ({ ...m, authoredAt: toInstant(Date.now() + 1_440 * MINUTE) }) }),
    ],
  ];
  it.each(cases)('takes no %s: %s', async (_, code, make) => {
    const element = await sharedWith(as(reader, 'viewer'));
    const version = await make(element);
    const before = await readElementState(server, element.elementId);
    expect(await codeOf(owner, version)).toBe(code);
    expect(await readElementState(server, element.elementId)).toEqual(before);
  });

  it('takes versions of a clock that is a day behind', async () => {
    const element = await sharedWith();
    const edited = await element.edit({ manifest: (m) => ({ ...m, authoredAt: toInstant(Date.now() - 1_440 * MINUTE) }) });
    expect(await codeOf(owner, edited)).toBe('stored');
  });

  it('takes versions out of order when they come in a batch again', async () => {
    const first = await TestElement.of(owner.identity).edit();
    const second = await first.element.edit();
    const results = await store(server, owner, second, first, second);
    expect(results.map((result) => (result.status === 'refused' ? result.code : result.status))).toEqual([
      'E_NOT_FOUND',
      'stored',
      'stored',
    ]);
  });
});

const entryOf = () => ({ principal: someAccount(), role: 'viewer', epoch: 0, fingerprint: 'a'.repeat(64) });
const withReaders = (count: number) => (manifest: Record<string, unknown>) => ({
  ...manifest,
  audience: [...(manifest['audience'] as { principal: string }[]), ...Array.from({ length: count }, entryOf)].sort((a, b) =>
    compareAscii(a.principal, b.principal),
  ),
});
const issuesOf = (body: unknown) => (body as { issues: { path: string; message: string }[] }).issues;

describe('a limit is named by what refuses it:', () => {
  it('readers of an element', async () => {
    const element = await sharedWith();
    const version = await element.share(element.readers, { manifest: withReaders(AUDIENCE_ENTRIES - 1) });
    expect(await store(server, owner, version)).toEqual([
      { status: 'refused', code: 'E_LIMIT', detail: `an element has at most ${AUDIENCE_ENTRIES} readers` },
    ]);
    const most = await element.share(element.readers, { manifest: withReaders(AUDIENCE_ENTRIES - 2) });
    expect(await store(server, owner, most)).toMatchObject([{ code: 'E_FORMAT', detail: expect.stringContaining('keyPackets: none for') }]);
  });

  it('10,000 readers, at once', async () => {
    const element = await sharedWith();
    const { write } = await element.share(element.readers, { manifest: withReaders(10_000) });
    const [packet] = (await element.edit()).write.keyPackets;
    const keyPackets = Array.from({ length: 10_000 }, () => ({ ...packet, principal: someAccount() }));
    const start = performance.now();
    const answer = await sendBatch(server, owner, [{ ...write, keyPackets }]);
    expect(answer).toMatchObject({ status: 400, body: { code: 'E_REQUEST' } });
    expect(issuesOf(answer.body)).toEqual(
      expect.arrayContaining([
        { path: 'items.0.manifest.statement', message: `at most ${Math.ceil((STATEMENT_BYTES * 4) / 3)} characters` },
        { path: 'items.0.keyPackets', message: `at most ${AUDIENCE_ENTRIES} entries` },
      ]),
    );
    expect(performance.now() - start).toBeLessThan(20_000);
  });

  it('items of a batch, and keys of former contents', async () => {
    const { write } = await (await sharedWith()).edit();
    const [packet] = write.keyPackets;
    const large = await sendBatch(
      server,
      owner,
      Array.from({ length: BATCH_ITEMS + 1 }, () => write),
    );
    expect(issuesOf(large.body)).toEqual([{ path: 'items', message: `at most ${BATCH_ITEMS} entries` }]);
    const historyPackets = Array.from({ length: HISTORY_PACKETS + 1 }, (_, i) => ({
      principal: packet?.principal,
      contentVersion: i + 1,
      packet: packet?.packet,
    }));
    const many = await sendBatch(server, owner, [{ ...write, historyPackets }]);
    expect(issuesOf(many.body)).toEqual([{ path: 'items.0.historyPackets', message: `at most ${HISTORY_PACKETS} entries` }]);
  });
});
