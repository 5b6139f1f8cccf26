import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { LIVE_STREAMS, fromInstant, idOf } from '@sealchart/protocol';
import { SessionsRepository } from '../../access/sessions.repository.ts';
import { SessionsService } from '../../access/sessions.service.ts';
import { Clock } from '../../platform/clock.ts';
import { inTransaction } from '../../platform/database/transaction.ts';
import { EventStream } from '../../platform/http/event-stream.ts';
import { printFigure } from '../../testing/figures.ts';
import type { LiveOptions } from '../../testing/live-client.ts';
import { LiveClient, listen } from '../../testing/live-client.ts';
import type { LoggedInAccount } from '../../testing/test-account.ts';
import { logIn, registerAndLogIn } from '../../testing/test-account.ts';
import type { TestServer } from '../../testing/test-server.ts';
import { removeEnvironment, startServerOn, testEnvironment } from '../../testing/test-server.ts';
import { FeedsService } from './feeds.service.ts';
import { LiveStreams } from './live-streams.service.ts';

let env: Record<string, string>;
let server: TestServer;
let person: LoggedInAccount;
beforeAll(async () => {
  env = await testEnvironment();
  server = await startServerOn(env);
  await listen(server);
});
afterAll(async () => {
  await server.app.close();
  await removeEnvironment(env);
});

const opened: LiveClient[] = [];
afterEach(async () => {
  opened.splice(0).forEach((client) => client.close());
  await until(() => streams().count === 0);
});

const streams = (of = server): LiveStreams => of.app.get(LiveStreams, { strict: false });
const open = async (options: LiveOptions = {}, of = server): Promise<LiveClient> => {
  const client = await LiveClient.open(of, options);
  opened.push(client);
  return client;
};
const append = (accountId: string, rows = 1): Promise<void> =>
  inTransaction(server.records, (session) =>
    server.app.get(FeedsService, { strict: false }).append(
      session,
      Array.from({ length: rows }, () => ({
        principal: accountId,
        kind: 'element' as const,
        id: idOf('elm_', randomBytes(16)),
        version: 1,
        hash: randomBytes(32).toString('base64url'),
      })),
    ),
  );
const until = async (isSo: () => boolean): Promise<void> => {
  const end = performance.now() + 10_000;
  while (!isSo()) {
    if (performance.now() > end) throw new Error(`not so after ten seconds: ${String(isSo)}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
};
/** Runs work as if so many milliseconds had gone by. */
const later = async (ms: number, work: () => Promise<void>): Promise<void> => {
  const clock = server.app.get(Clock);
  clock.now = () => Date.now() + ms;
  try {
    await work();
  } finally {
    clock.now = Date.now;
  }
};
/** Beyond a beat. */
const BEAT = 26_000;
/** Beyond the patience with clients that take nothing. */
const PATIENCE = 61_000;

describe('the end of the own feed', () => {
  it('is told to its account alone', async () => {
    person = await registerAndLogIn(server);
    const url = '/v1/feeds/head';
    expect((await server.inject({ url, token: person.token })).body).toEqual({ newest: 0 });
    await append(person.accountId, 3);
    expect((await server.inject({ url, token: person.token })).body).toEqual({ newest: 3 });
    expect((await server.inject({ url, token: 'A'.repeat(43) })).status).toBe(401);
    expect((await server.inject({ url })).status).toBe(401);
  });
});

describe('a live stream', () => {
  it('says that there is more, and nothing else', async () => {
    person = await registerAndLogIn(server);
    const client = await open({ token: person.token });
    expect([client.status, client.headers['content-type']]).toEqual([200, 'text/event-stream; charset=utf-8']);
    expect(client.headers).toMatchObject({ 'cache-control': 'no-store', 'x-accel-buffering': 'no', 'x-content-type-options': 'nosniff' });
    await append(person.accountId, 2);
    await client.until(({ ids }) => ids.length > 0);
    expect(client.text).toBe('retry: 5000\n\nid: 2\nevent: more\ndata:\n\n');
  });

  it('says nothing of other feeds', async () => {
    const [one, two] = [await registerAndLogIn(server), await registerAndLogIn(server)];
    const [ofOne, ofTwo] = [await open({ token: one.token }), await open({ token: two.token })];
    await append(one.accountId);
    await append(two.accountId, 5);
    await Promise.all([ofOne, ofTwo].map((client) => client.until(({ ids }) => ids.length > 0)));
    expect([ofOne.ids, ofTwo.ids]).toEqual([[1], [5]]);
  });

  it('is closed to those who are not logged in, and has no head alone', async () => {
    person = await registerAndLogIn(server);
    expect(await (await open()).problem()).toMatchObject({ status: 401, code: 'E_UNAUTHENTICATED' });
    expect(await (await open({ token: 'A'.repeat(43) })).problem()).toMatchObject({ status: 401 });
    expect((await open({ token: person.token, method: 'HEAD' })).status).toBe(404);
    expect(streams().count).toBe(0);
  });

  it.each(['-1', 'x', '1.5', '01', '99999999999999999', '9999999999999999', '1e3', '%00', '1&after=2'])(
    'is refused after %s',
    async (after) => {
      person = await registerAndLogIn(server);
      const client = await open({ token: person.token, query: `?after=${after}` });
      expect(await client.problem()).toMatchObject({ status: 400, code: 'E_REQUEST' });
    },
  );

  it('is refused after an event that is none, and with a field too many', async () => {
    person = await registerAndLogIn(server);
    const bad = await open({ token: person.token, headers: { 'last-event-id': '-1' } });
    expect(await bad.problem()).toMatchObject({ status: 400, code: 'E_REQUEST' });
    expect(await (await open({ token: person.token, query: '?before=1' })).problem()).toMatchObject({ status: 400 });
  });

  it('is described', async () => {
    const { body } = await server.inject({ url: '/v1/openapi.json' });
    const { paths } = body as { paths: Record<string, { get?: { responses: Record<string, { content?: object }> } }> };
    expect(Object.keys(paths['/v1/feeds/live']?.get?.responses['200']?.content ?? {})).toEqual(['text/event-stream']);
  });
});

describe('a stream that is taken up again', () => {
  it.each([
    ['its last event', { headers: { 'last-event-id': '2' } }],
    ['a query', { query: '?after=2' }],
    ['its last event, whatever the query says', { headers: { 'last-event-id': '2' }, query: '?after=4' }],
  ])('hears at once what it missed, by %s', async (_, options) => {
    person = await registerAndLogIn(server);
    // With somebody listening already, nothing but the end of the feed itself can tell.
    await open({ token: (await registerAndLogIn(server)).token });
    await append(person.accountId, 4);
    const client = await open({ token: person.token, ...options });
    await client.until(({ ids }) => ids.length > 0);
    await append(person.accountId);
    await client.until(({ ids }) => ids.length > 1);
    expect(client.ids).toEqual([4, 5]);
  });

  it('hears nothing where nothing was missed', async () => {
    person = await registerAndLogIn(server);
    await append(person.accountId, 4);
    const client = await open({ token: person.token, query: '?after=4' });
    await append(person.accountId);
    await client.until(({ ids }) => ids.length > 0);
    expect(client.ids).toEqual([5]);
  });

  it('from the future hears nothing until the feed is beyond it', async () => {
    person = await registerAndLogIn(server);
    await append(person.accountId, 4);
    const [future, now] = [await open({ token: person.token, query: '?after=6' }), await open({ token: person.token })];
    await append(person.accountId, 2);
    await now.until(({ ids }) => ids.includes(6));
    await append(person.accountId);
    await future.until(({ ids }) => ids.length > 0);
    expect(future.ids).toEqual([7]);
  });

  it('misses nothing that is written while it opens', async () => {
    person = await registerAndLogIn(server);
    for (let round = 1; round <= 15; round += 1) {
      const [client] = await Promise.all([open({ token: person.token, query: `?after=${round - 1}` }), append(person.accountId)]);
      await client.until(({ ids }) => ids.length > 0);
      expect(client.ids).toEqual([round]);
      client.close();
    }
  });
});

describe('the database', () => {
  it('is followed while somebody listens, and by one change stream for all', async () => {
    person = await registerAndLogIn(server);
    expect(streams().isFollowing).toBe(false);
    // Those of the specs before end a moment after their last listener.
    while ((await changeStreams()) > 0);
    const clients = await Promise.all(Array.from({ length: 10 }, () => open({ token: person.token })));
    await append(person.accountId);
    await Promise.all(clients.map((client) => client.until(({ ids }) => ids.length > 0)));
    expect(await changeStreams()).toBe(1);
    clients.forEach((client) => client.close());
    await until(() => !streams().isFollowing);
    while ((await changeStreams()) > 0);
  });

  it('is followed by a second node as well', async () => {
    const second = await startServerOn(env);
    try {
      await listen(second);
      person = await registerAndLogIn(server);
      const [here, there] = [await open({ token: person.token }), await open({ token: person.token }, second)];
      await append(person.accountId);
      await Promise.all([here, there].map((client) => client.until(({ ids }) => ids.includes(1))));
      expect([here.ids, there.ids]).toEqual([[1], [1]]);
    } finally {
      await second.app.close();
    }
  });
});

/** Cursors of change streams on the feeds of this server. */
async function changeStreams(): Promise<number> {
  const admin = server.records.getClient().db('admin');
  const operations = await admin
    .aggregate([{ $currentOp: { idleCursors: true, allUsers: true } }], { readConcern: { level: 'local' } })
    .toArray();
  const ns = `${server.records.name}.feedheads`;
  const cursors = operations.filter((o) => o['ns'] === ns && (o['cursor'] as { tailable?: boolean } | undefined)?.tailable === true);
  return new Set(cursors.map((o) => String((o['cursor'] as { cursorId: unknown }).cursorId))).size;
}

describe('many clients', () => {
  it('are all told, and each once', async () => {
    const [accounts, each] = [10, LIVE_STREAMS];
    const people: LoggedInAccount[] = [];
    for (let i = 0; i < accounts; i += 1) people.push(await registerAndLogIn(server));
    const clients: { readonly of: LoggedInAccount; readonly client: LiveClient }[] = [];
    for (const of of people) {
      const own = await Promise.all(Array.from({ length: each }, () => open({ token: of.token })));
      clients.push(...own.map((client) => ({ of, client })));
    }
    expect(streams().count).toBe(accounts * each);
    const start = performance.now();
    await Promise.all(people.map(({ accountId }) => append(accountId)));
    await Promise.all(clients.map(({ client }) => client.until(({ ids }) => ids.length > 0)));
    const ms = performance.now() - start;
    expect(clients.every(({ client }) => client.ids.length === 1)).toBe(true);
    printFigure(`${clients.length} live streams on one node`, `${Math.round(ms)} ms until the last one is told`);
    expect(ms).toBeLessThan(10_000);
  });

  it('of one account are as many as the limit, and those beyond it are told so', async () => {
    person = await registerAndLogIn(server);
    const clients = await Promise.all(Array.from({ length: LIVE_STREAMS + 5 }, () => open({ token: person.token })));
    const refused = clients.filter(({ status }) => status !== 200);
    expect(refused.map(({ status }) => status)).toEqual([413, 413, 413, 413, 413]);
    expect(await refused[0]?.problem()).toMatchObject({ code: 'E_LIMIT', detail: expect.stringContaining(`at most ${LIVE_STREAMS}`) });
    clients.find(({ status }) => status === 200)?.close();
    await until(() => streams().count < LIVE_STREAMS);
    expect((await open({ token: person.token })).status).toBe(200);
  });
});

describe('the session of a stream', () => {
  it('is asked about at each beat, and a line says that all is well', async () => {
    person = await registerAndLogIn(server);
    const client = await open({ token: person.token });
    await streams().round();
    expect(client.text).not.toContain('\n:\n');
    await later(BEAT, () => streams().round());
    await client.until(({ text }) => text.endsWith('\n\n:\n\n'));
    expect(client.isClosed).toBe(false);
  });

  it('ends it at once where it is ended here, and no other one', async () => {
    person = await registerAndLogIn(server);
    const { token } = await logIn(server, person.request);
    const [client, stays] = [await open({ token: person.token }), await open({ token })];
    const { status } = await server.inject({ method: 'POST', url: '/v1/sessions/end-others', token });
    expect(status).toBe(200);
    await client.closed();
    await stays.until(({ text }) => text.includes(':\n\n'));
    expect([stays.isClosed, streams().count]).toEqual([false, 1]);
    await server.inject({ method: 'POST', url: '/v1/auth/logout', token });
    await stays.closed();
  });

  it('ends it at the next beat where another node ended it', async () => {
    person = await registerAndLogIn(server);
    const other = await registerAndLogIn(server);
    const [client, stays] = [await open({ token: person.token }), await open({ token: other.token })];
    await server.app.get(SessionsRepository, { strict: false }).deleteAll(person.accountId, {});
    await later(BEAT, () => streams().round());
    await client.closed();
    await stays.until(({ text }) => text.includes(':\n\n'));
    expect(streams().count).toBe(1);
  });

  it('ends it where it expired, and where nobody used it: a stream is no use', async () => {
    person = await registerAndLogIn(server);
    const client = await open({ token: person.token });
    const idle = 20_160 * 60_000;
    expect(fromInstant(person.login.expiresAt) - Date.now()).toBeGreaterThan(idle);
    await later(idle - 60_000, () => streams().round());
    await client.until(({ text }) => text.includes(':\n\n'));
    await later(idle + 1_000, () => streams().round());
    await client.closed();
  });

  it('may be asked about a little later where the database is away, and not for ever', async () => {
    person = await registerAndLogIn(server);
    const client = await open({ token: person.token });
    const sessions = server.app.get(SessionsService, { strict: false });
    const ask = jest.spyOn(sessions, 'stillLive').mockRejectedValue(new Error('away'));
    try {
      await later(BEAT, () => streams().round());
      await client.until(({ text }) => text.includes(':\n\n'));
      await later(2 * PATIENCE, () => streams().round());
      await client.closed();
      expect(streams().count).toBe(0);
    } finally {
      ask.mockRestore();
    }
  });
});

describe('a client that takes nothing', () => {
  it('is closed after a minute, and not before', async () => {
    person = await registerAndLogIn(server);
    const client = await open({ token: person.token });
    // How long a real one took nothing is seen in the spec of event streams; nobody waits a minute here.
    const stuck = jest.spyOn(EventStream.prototype, 'stuckMs', 'get').mockReturnValue(59_000);
    try {
      await streams().round();
      expect([client.isClosed, streams().count]).toEqual([false, 1]);
      stuck.mockReturnValue(PATIENCE);
      await streams().round();
      await client.closed();
      await until(() => streams().count === 0);
    } finally {
      stuck.mockRestore();
    }
  });
});

describe('a server that stops', () => {
  it('keeps nobody, and waits for nobody', async () => {
    const own = await testEnvironment({ SHUTDOWN_GRACE_SECONDS: '300' });
    const stopping = await startServerOn(own);
    try {
      await listen(stopping);
      person = await registerAndLogIn(stopping);
      const clients = await Promise.all(Array.from({ length: 20 }, () => open({ token: person.token }, stopping)));
      const start = performance.now();
      await stopping.app.close();
      await Promise.all(clients.map((client) => client.closed()));
      expect(performance.now() - start).toBeLessThan(30_000);
    } finally {
      await removeEnvironment(own);
    }
  });
});
