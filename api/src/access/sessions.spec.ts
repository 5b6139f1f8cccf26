import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { RECOVERY_MINUTES, SESSIONS, SealchartError, fromInstant } from '@sealchart/protocol';
import { Clock } from '../platform/clock.ts';
import { inTransaction } from '../platform/database/transaction.ts';
import type { LoggedInAccount } from '../testing/test-account.ts';
import { registerAndLogIn } from '../testing/test-account.ts';
import type { TestServer } from '../testing/test-server.ts';
import { startTestServer } from '../testing/test-server.ts';
import { routesOf } from '../testing/route-table.ts';
import type { RequestWithCaller } from './caller.ts';
import { Callers } from './callers.ts';
import type { SessionDocument, SessionKind } from './session.ts';
import { SESSIONS as COLLECTION } from './session.ts';
import { RIGHTS } from './rights.ts';
import type { NewSession } from './sessions.service.ts';
import { SessionsService } from './sessions.service.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const IDLE_MINUTES = 60;

let server: TestServer;
let person: LoggedInAccount;
let service: SessionsService;
let clock: Clock;
beforeAll(async () => {
  server = await startTestServer({ SESSION_DAYS: '2', SESSION_IDLE_MINUTES: String(IDLE_MINUTES) });
  person = await registerAndLogIn(server);
  service = server.app.get(SessionsService);
  clock = server.app.get(Clock);
});
afterEach(() => {
  clock.now = Date.now;
});
afterAll(async () => {
  await server.close();
});

const begin = (kind: SessionKind = 'app', accountId = person.accountId): Promise<NewSession> =>
  service.begin({ accountId, kind, device: 'spec', address: '203.0.113.1' });
const find = ({ token }: NewSession, { isCookie = false, address = '203.0.113.2' } = {}) => service.find({ token, isCookie, address });
const stored = ({ sessionId }: NewSession) => server.accounts.collection<SessionDocument>(COLLECTION).findOne({ _id: sessionId });
const setClock = (ms: number): void => {
  clock.now = () => ms;
};

/** Resolves once a condition holds; a use is noted behind the answer. */
async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise(setImmediate);
}

describe('a proof', () => {
  it('of before a slow body counts no longer when the session has ended', async () => {
    setClock(Date.now());
    const { token, sessionId } = await begin();
    const request = { headers: { authorization: `Bearer ${token}` }, ip: '203.0.113.2' } as RequestWithCaller;
    const callers = server.app.get(Callers);
    const caller = await callers.prove(request);
    expect(caller).toMatchObject({ accountId: person.accountId, sessionId });
    await service.end(caller);
    setClock(clock.now() + 1_000);
    await expect(callers.prove(request)).rejects.toMatchObject({ code: 'E_UNAUTHENTICATED' });
  });

  it('is asked for once for each request that is answered at once', async () => {
    setClock(Date.now());
    const { token } = await begin();
    const request = { headers: { authorization: `Bearer ${token}` }, ip: '203.0.113.2' } as RequestWithCaller;
    const callers = server.app.get(Callers);
    const caller = await callers.prove(request);
    await service.end(caller);
    setClock(clock.now() + 999);
    expect(await callers.prove(request)).toBe(caller);
  });
});

describe('the ends of a session', () => {
  it('are the settings: unused after minutes, used after days', async () => {
    const start = Date.now();
    setClock(start);
    const session = await begin();
    expect(Math.abs(fromInstant(session.expiresAt) - start - 2 * DAY_MS)).toBeLessThan(30_000);
    expect((await stored(session))?.idleUntil).toEqual(new Date(start + IDLE_MINUTES * MINUTE_MS));
  });

  it('come when nobody uses it, whether or not the database has swept', async () => {
    const start = Date.now();
    setClock(start);
    const session = await begin();
    setClock(start + IDLE_MINUTES * MINUTE_MS - 1);
    // Another session, so that this question is no use of the first one.
    expect(await service.list({ accountId: person.accountId, sessionId: '', kind: 'app' })).toContainEqual(
      expect.objectContaining({ sessionId: session.sessionId }),
    );
    setClock(start + IDLE_MINUTES * MINUTE_MS);
    expect(await find(session)).toBeUndefined();
    expect(await stored(session)).not.toBeNull();
    expect(await service.list({ accountId: person.accountId, sessionId: '', kind: 'app' })).toEqual([]);
  });

  it('move on with each use, but never past the absolute one', async () => {
    const start = Date.now();
    setClock(start);
    const session = await begin();
    const end = fromInstant(session.expiresAt);
    for (let now = start; now < end; now += (IDLE_MINUTES - 1) * MINUTE_MS) {
      setClock(now);
      expect(await find(session)).toMatchObject({ sessionId: session.sessionId });
      if (now > start) await until(async () => (await stored(session))?.lastUsedAt.getTime() === now);
    }
    expect((await stored(session))?.idleUntil).toEqual(new Date(end));
    setClock(end);
    expect(await find(session)).toBeUndefined();
  });

  it('hold each by itself', async () => {
    const session = await begin();
    const sessions = server.accounts.collection<SessionDocument>(COLLECTION);
    const future = new Date(Date.now() + 365 * DAY_MS);
    const past = new Date(Date.now() - 1);
    await sessions.updateOne({ _id: session.sessionId }, { $set: { idleUntil: future, expiresAt: future } });
    expect(await find(session)).toBeDefined();
    await sessions.updateOne({ _id: session.sessionId }, { $set: { idleUntil: future, expiresAt: past } });
    expect(await find(session)).toBeUndefined();
    await sessions.updateOne({ _id: session.sessionId }, { $set: { idleUntil: past, expiresAt: future } });
    expect(await find(session)).toBeUndefined();
  });

  it('are close for a recovery, however it is used', async () => {
    const start = Date.now();
    setClock(start);
    const session = await begin('recovery');
    const end = fromInstant(session.expiresAt);
    expect(Math.abs(end - start - RECOVERY_MINUTES * MINUTE_MS)).toBeLessThan(30_000);
    setClock(end - 1);
    expect(await find(session)).toBeDefined();
    setClock(end);
    expect(await find(session)).toBeUndefined();
  });

  it('have come for a session of the first release, which had none', async () => {
    const session = await begin();
    const fields = { kind: '', idleUntil: '', lastUsedAt: '', address: '' } as const;
    await server.accounts.collection<SessionDocument>(COLLECTION).updateOne({ _id: session.sessionId }, { $unset: fields });
    expect(await find(session)).toBeUndefined();
  });

  it('are swept by the database', async () => {
    const indexes = await server.accounts.collection(COLLECTION).indexes();
    const swept = indexes.filter(({ expireAfterSeconds }) => expireAfterSeconds === 0).flatMap(({ key }) => Object.keys(key));
    expect(swept.sort()).toEqual(['expiresAt', 'idleUntil']);
  });
});

describe('a use', () => {
  it('is noted with its address, at most once a minute', async () => {
    const start = Date.now();
    setClock(start);
    const session = await begin();
    setClock(start + MINUTE_MS - 1);
    await find(session);
    setClock(start + MINUTE_MS);
    await find(session, { address: '198.51.100.7' });
    await until(async () => (await stored(session))?.address === '198.51.100.7');
    expect((await stored(session))?.lastUsedAt).toEqual(new Date(start + MINUTE_MS));
  });

  it('goes on when it cannot be noted', async () => {
    const start = Date.now();
    setClock(start);
    const session = await begin();
    setClock(start + MINUTE_MS);
    const address = 'x'.repeat(1_000);
    expect(await find(session, { address })).toBeDefined();
    await until(async () => (await stored(session))?.address === 'x'.repeat(64));
  });
});

describe('a token', () => {
  it.each<[SessionKind, boolean]>([
    ['app', false],
    ['recovery', false],
    ['browser', true],
  ])('of kind %s opens on its own way only', async (kind, isCookie) => {
    const session = await begin(kind);
    expect(await find(session, { isCookie })).toEqual({ accountId: person.accountId, sessionId: session.sessionId, kind });
    expect(await find(session, { isCookie: !isCookie })).toBeUndefined();
  });
});

describe('the sessions of one account', () => {
  it('are so many at most: the one unused for longest ends', async () => {
    const { accountId } = await registerAndLogIn(server);
    const start = Date.now();
    const begun: NewSession[] = [];
    for (let i = 0; i < SESSIONS; i += 1) {
      setClock(start + 1_000 + i);
      begun.push(await begin('app', accountId));
    }
    const [oldest, second] = begun;
    if (!oldest || !second) throw new Error('no sessions');
    // The oldest is used once more, so that the second is the one unused for longest.
    setClock(start + 5 * MINUTE_MS);
    await find(oldest);
    await until(async () => (await stored(oldest))?.lastUsedAt.getTime() === start + 5 * MINUTE_MS);
    setClock(start + 6 * MINUTE_MS);
    const newest = await begin('app', accountId);
    expect(await stored(second)).toBeNull();
    expect([await find(oldest), await find(newest)]).toEqual([
      expect.objectContaining({ sessionId: oldest.sessionId }),
      expect.objectContaining({ sessionId: newest.sessionId }),
    ]);
    expect(await server.accounts.collection(COLLECTION).countDocuments({ accountId })).toBe(SESSIONS);
    expect(await find(await begin())).toBeDefined();
  });

  it('end all but one inside a transaction, or none when it fails', async () => {
    const { accountId } = await registerAndLogIn(server);
    const [kept, other] = [await begin('app', accountId), await begin('app', accountId)];
    const failing = inTransaction(server.accounts, async (session) => {
      await service.endAll(accountId, { session });
      throw new SealchartError('E_CONFLICT');
    });
    await expect(failing).rejects.toMatchObject({ code: 'E_CONFLICT' });
    expect([await find(kept), await find(other)]).not.toContain(undefined);
    const ended = await inTransaction(server.accounts, (session) => service.endAll(accountId, { except: kept.sessionId, session }));
    expect(ended).toBe(2);
    expect(await find(kept)).toBeDefined();
    expect(await find(other)).toBeUndefined();
    expect(await find(await begin())).toBeDefined();
    expect(await inTransaction(server.accounts, (session) => service.endAll(accountId, { session }))).toBe(1);
    expect(await find(kept)).toBeUndefined();
  });
});

const rightsOf = (kind: SessionKind): string[] =>
  Object.entries(RIGHTS).flatMap(([name, may]) => (may({ accountId: person.accountId, sessionId: 'spec', kind }) ? [name] : []));

describe('a recovery session', () => {
  it('has one right, and every other session all of them', () => {
    expect(rightsOf('recovery')).toEqual(['account:keys']);
    expect(rightsOf('app')).toEqual(Object.keys(RIGHTS));
    expect(rightsOf('browser')).toEqual(Object.keys(RIGHTS));
  });

  it('with which exactly these routes open', () => {
    const open = routesOf(server.app).filter(({ right }) => right === 'account:keys');
    expect(open.map(({ label }) => label).sort()).toEqual([
      'GET AccountsController.readHead',
      'GET AccountsController.readOwn',
      'POST AccountsController.writeBundle',
    ]);
  });

  it.each([
    ['GET', '/v1/sessions'],
    ['POST', '/v1/sessions/end-others'],
    ['GET', '/v1/logins'],
    ['POST', '/v1/auth/logout'],
    ['POST', '/v1/feeds/pull'],
    ['POST', '/v1/elements/read'],
    ['POST', '/v1/elements/batch'],
    ['POST', '/v1/directory/lookup'],
    ['POST', '/v1/accounts/me/close'],
  ] as const)('finds nothing at %s %s', async (method, url) => {
    const { token } = await begin('recovery');
    const answer = await server.inject({ method, url, token, ...(method === 'POST' ? { payload: {} } : {}) });
    expect(answer).toMatchObject({ status: 404, body: { code: 'E_NOT_FOUND' } });
  });

  it('reads the own account', async () => {
    const { token } = await begin('recovery');
    expect(await server.inject({ url: '/v1/accounts/me', token })).toMatchObject({
      status: 200,
      body: { entry: { accountId: person.accountId } },
    });
  });
});
