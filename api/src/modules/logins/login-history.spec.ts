import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { LoginAttempt, LoginResponse } from '@sealchart/protocol';
import { LOGIN_FAILURES_PER_HOUR, LOGIN_PAGE, LoginsResponse } from '@sealchart/protocol';
import { Types } from 'mongoose';
import { Clock } from '../../platform/clock.ts';
import type { LoggedInAccount } from '../../testing/test-account.ts';
import { registerAndLogIn } from '../../testing/test-account.ts';
import { random, writeNextBundle } from '../../testing/test-bundle.ts';
import type { TestAnswer, TestServer } from '../../testing/test-server.ts';
import { startTestServer } from '../../testing/test-server.ts';
import { IdentityHash } from '../accounts/identity-hash.ts';
import type { Attempt } from './login-history.service.ts';
import { LoginHistory } from './login-history.service.ts';
import type { LoginAttemptDocument } from './login-attempt.schema.ts';
import { LOGIN_ATTEMPTS } from './login-attempt.schema.ts';

const DAY_MS = 86_400_000;
const HISTORY_DAYS = 30;
const HOME = '203.0.113.7';
const NEXT_DOOR = '203.0.113.200';
const ABROAD = '198.51.100.9';

let server: TestServer;
let person: LoggedInAccount;
let clock: Clock;
beforeAll(async () => {
  server = await startTestServer({ LOGIN_HISTORY_DAYS: String(HISTORY_DAYS) });
  clock = server.app.get(Clock);
});
beforeEach(async () => {
  await server.accounts.collection('rates').deleteMany({});
  person = await registerAndLogIn(server);
  // The login of the registration is from here as well.
  await rows().updateMany({ identityId: identityId() }, { $set: { address: HOME, neighbourhood: '203.0.113.0/24' } });
});
afterEach(() => {
  clock.now = Date.now;
});
afterAll(async () => {
  await server.close();
});

const rows = () => server.accounts.collection<LoginAttemptDocument>(LOGIN_ATTEMPTS);
const identityId = (identifier = person.request.identifier): string => server.app.get(IdentityHash).idOf(identifier);

interface Try {
  readonly from?: string;
  readonly device?: string;
  readonly deviceToken?: string | undefined;
  readonly identifier?: string;
}
function logIn(loginSecret: string, { from = HOME, device = 'phone', deviceToken, identifier = person.request.identifier }: Try = {}) {
  const token = deviceToken === undefined ? {} : { deviceToken };
  const payload = { identifier, loginSecret, device, ...token };
  return server.inject({ method: 'POST', url: '/v1/auth/login', payload, from });
}
const right = (parts: Try = {}): Promise<TestAnswer> => logIn(person.request.loginSecret, parts);
const wrong = (parts: Try = {}): Promise<TestAnswer> => logIn(random(32), parts);

async function read(before?: string, token = person.token): Promise<LoginsResponse> {
  const answer = await server.inject({ url: `/v1/logins${before === undefined ? '' : `?before=${before}`}`, token });
  return LoginsResponse.parse(answer.body);
}
const newest = async (): Promise<LoginAttempt | undefined> => (await read()).logins[0];

describe('the login history', () => {
  it('shows what happened, newest first', async () => {
    await wrong({ from: ABROAD, device: 'thief' });
    await right();
    const { logins, before } = await read();
    expect(logins).toEqual([
      expect.objectContaining({
        way: 'password',
        result: 'in',
        address: HOME,
        device: 'phone',
        isKnownDevice: false,
        isUnusual: false,
        count: 1,
      }),
      expect.objectContaining({
        way: 'password',
        result: 'refused',
        address: ABROAD,
        device: 'thief',
        isKnownDevice: false,
        isUnusual: true,
      }),
      expect.objectContaining({ way: 'password', result: 'in', device: 'spec', isUnusual: false }),
    ]);
    expect(before).toBeUndefined();
    expect(Math.abs(Date.parse(logins[0]?.at ?? '') - Date.now())).toBeLessThan(10_000);
  });

  it('shows recoveries, by address and by id, right and wrong', async () => {
    const { account } = await writeNextBundle(server, person, { recovery: 'new' });
    const recover = (name: string, recoveryLogin = account.keys.recoveryLogin) =>
      server.inject({ method: 'POST', url: '/v1/auth/recover', payload: { account: name, recoveryLogin, device: 'kit' }, from: ABROAD });
    await recover(person.accountId, random(32));
    await recover(person.request.identifier);
    await recover(person.accountId);
    const { logins } = await read();
    expect(logins.slice(0, 3)).toEqual([
      expect.objectContaining({ way: 'recovery', result: 'in', isUnusual: false }),
      expect.objectContaining({ way: 'recovery', result: 'in', isUnusual: true }),
      expect.objectContaining({ way: 'recovery', result: 'refused', isUnusual: true }),
    ]);
  });

  it('folds what was not judged: one row for each address and hour', async () => {
    const start = Math.ceil(Date.now() / 3_600_000) * 3_600_000;
    clock.now = () => start + 60_000;
    for (let i = 0; i < LOGIN_FAILURES_PER_HOUR; i += 1) await wrong({ from: ABROAD });
    await Promise.all([wrong({ from: ABROAD }), wrong({ from: ABROAD }), wrong({ from: ABROAD })]);
    await wrong({ from: HOME });
    clock.now = () => start + 61 * 60_000;
    await wrong({ from: ABROAD });
    const throttled = (await read()).logins.filter(({ result }) => result === 'throttled');
    expect(throttled.map(({ address, count }) => ({ address, count }))).toEqual([
      { address: ABROAD, count: 1 },
      { address: HOME, count: 1 },
      { address: ABROAD, count: 3 },
    ]);
  });

  it('is written for addresses without account alike, and shown to nobody', async () => {
    const identifier = `nobody-${person.request.identifier}`;
    await wrong({ identifier });
    const row = await rows().findOne({ identityId: identityId(identifier) });
    const own = await (async () => {
      await wrong();
      return rows().findOne({ identityId: identityId() }, { sort: { _id: -1 } });
    })();
    expect(Object.keys(row ?? {})).toEqual(Object.keys(own ?? {}));
    expect((await read()).logins).toHaveLength(2);
  });

  it('comes in pages', async () => {
    const template = await rows().findOne({ identityId: identityId() });
    if (!template) throw new Error('no row');
    const many = Array.from({ length: LOGIN_PAGE + 20 }, (_, i) => ({ ...template, _id: new Types.ObjectId(), device: `device ${i}` }));
    await rows().insertMany(many);
    const first = await read();
    const second = await read(first.before);
    expect([first.logins.length, second.logins.length, second.before]).toEqual([LOGIN_PAGE, 21, undefined]);
    const devices = [...first.logins, ...second.logins].map(({ device }) => device);
    expect(devices).toEqual([...many.map(({ device }) => device).toReversed(), 'spec']);
  });

  it('ends exactly at a full page', async () => {
    const template = await rows().findOne({ identityId: identityId() });
    if (!template) throw new Error('no row');
    await rows().insertMany(Array.from({ length: LOGIN_PAGE - 1 }, () => ({ ...template, _id: new Types.ObjectId() })));
    const { logins, before } = await read();
    expect([logins.length, before]).toEqual([LOGIN_PAGE, undefined]);
  });

  it('begins with the account: its address may have been of another one before', async () => {
    const template = await rows().findOne({ identityId: identityId() });
    if (!template) throw new Error('no row');
    const at = new Date(Date.now() - DAY_MS);
    await rows().insertOne({ ...template, _id: Types.ObjectId.createFromTime(at.getTime() / 1_000), at, neighbourhood: '198.51.100.0/24' });
    expect((await read()).logins).toHaveLength(1);
    await wrong({ from: ABROAD });
    expect(await newest()).toMatchObject({ isUnusual: true });
  });

  it('is kept for the days of the settings', async () => {
    const row = await rows().findOne({ identityId: identityId() });
    expect((row?.expiresAt.getTime() ?? 0) - (row?.at.getTime() ?? 0)).toBe(HISTORY_DAYS * DAY_MS);
    const indexes = await rows().indexes();
    expect(indexes).toContainEqual(expect.objectContaining({ key: { expiresAt: 1 }, expireAfterSeconds: 0 }));
    expect((await read()).logins).toHaveLength(1);
    await rows().updateMany({ identityId: identityId() }, { $set: { at: new Date(Date.now() - (HISTORY_DAYS + 1) * DAY_MS) } });
    expect((await read()).logins).toHaveLength(0);
  });

  it("is one's own: nobody reads another one, nobody without a session any", async () => {
    const other = await registerAndLogIn(server);
    await wrong({ device: 'at the first' });
    expect(JSON.stringify(await read(undefined, other.token))).not.toContain('at the first');
    expect(JSON.stringify(await read())).toContain('at the first');
    expect(await server.inject({ url: '/v1/logins' })).toMatchObject({ status: 401, body: { code: 'E_UNAUTHENTICATED' } });
  });

  it.each(['x', 'A'.repeat(24), '%7B%22$gt%22:%22%22%7D', '0'.repeat(23)])('refuses the cursor %s', async (before) => {
    expect(await server.inject({ url: `/v1/logins?before=${before}`, token: person.token })).toMatchObject({
      status: 400,
      body: { code: 'E_REQUEST' },
    });
  });
});

describe('an unusual login', () => {
  it('is one from another neighbourhood on an unknown device, the first time', async () => {
    await right({ from: ABROAD });
    expect(await newest()).toMatchObject({ result: 'in', isUnusual: true });
    await right({ from: ABROAD });
    expect(await newest()).toMatchObject({ result: 'in', isUnusual: false });
  });

  it('is none from next door', async () => {
    await right({ from: NEXT_DOOR });
    expect(await newest()).toMatchObject({ result: 'in', address: NEXT_DOOR, isUnusual: false });
  });

  it('is none of a known device, wherever it is', async () => {
    const { deviceToken } = (await right()).body as LoginResponse;
    await right({ from: ABROAD, deviceToken });
    expect(await newest()).toMatchObject({ result: 'in', isKnownDevice: true, isUnusual: false });
  });

  it('is not made usual by wrong passwords from there', async () => {
    await wrong({ from: ABROAD });
    await wrong({ from: ABROAD });
    await right({ from: ABROAD });
    expect(await newest()).toMatchObject({ result: 'in', isUnusual: true });
  });

  it('is one again when nobody got in from there for as long as the history is kept', async () => {
    await rows().updateMany({ identityId: identityId() }, { $set: { at: new Date(Date.now() - (HISTORY_DAYS + 1) * DAY_MS) } });
    await right();
    expect(await newest()).toMatchObject({ result: 'in', isUnusual: true });
  });
});

/** An attempt at an account of its own that was not judged. */
function triedFrom(address: string, i: number): Attempt {
  return { identityId: `spray-${address}-${i}`, origin: undefined, way: 'password', address, device: 'x', isKnownDevice: false };
}

describe('whoever sprays', () => {
  it('does not fill the disk: one neighbourhood has so many rows of refusals in an hour', async () => {
    const history = server.app.get(LoginHistory);
    for (let i = 0; i < 620; i += 1) await history.recordThrottled(triedFrom('192.0.2.1', i));
    for (let i = 0; i < 20; i += 1) await history.recordThrottled(triedFrom('192.0.2.2', i));
    for (let i = 0; i < 20; i += 1) await history.recordThrottled(triedFrom('192.0.3.1', i));
    expect(await rows().countDocuments({ address: '192.0.2.1' })).toBe(600);
    expect(await rows().countDocuments({ address: '192.0.2.2' })).toBe(0);
    expect(await rows().countDocuments({ address: '192.0.3.1' })).toBe(20);
  });

  it('has no collection searched for each refusal', async () => {
    const update = { q: { fold: 'x' }, u: { $inc: { count: 1 } }, upsert: true };
    const command = { explain: { update: LOGIN_ATTEMPTS, updates: [update] }, verbosity: 'queryPlanner' };
    const plan = JSON.stringify(await server.accounts.db?.command(command));
    expect(plan).toContain('"indexName":"fold_1"');
    expect(plan).not.toContain('COLLSCAN');
  });
});
