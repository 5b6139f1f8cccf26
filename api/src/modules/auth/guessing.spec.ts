import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { LoginResponse } from '@sealchart/protocol';
import { LOGIN_FAILURES_IN_A_ROW, LOGIN_FAILURES_PER_HOUR, RATES, SealchartError } from '@sealchart/protocol';
import { DEVICES } from '../../access/known-device.ts';
import { createApp } from '../../create-app.ts';
import { readConfig } from '../../platform/config/app-config.ts';
import type { LoggedInAccount } from '../../testing/test-account.ts';
import { registerAndLogIn } from '../../testing/test-account.ts';
import { random, writeNextBundle } from '../../testing/test-bundle.ts';
import type { TestAnswer } from '../../testing/test-server.ts';
import { TestServer, removeEnvironment, testEnvironment } from '../../testing/test-server.ts';
import { AccountsService } from '../accounts/accounts.service.ts';
import { IdentityHash } from '../accounts/identity-hash.ts';
import { FAILURE_STREAKS } from './failure-streak.schema.ts';

// Two nodes of one server: nothing that is counted may be counted on one of them alone.
let env: Record<string, string>;
let server: TestServer;
let node: TestServer;
let person: LoggedInAccount;
beforeAll(async () => {
  env = await testEnvironment();
  server = new TestServer(await createApp(readConfig({ ...env, LOG_LEVEL: 'silent' })), [], env);
  node = new TestServer(await createApp(readConfig({ ...env, LOG_LEVEL: 'silent' })), [], env);
});
beforeEach(async () => {
  await server.accounts.collection('rates').deleteMany({});
  const registered = await registerAndLogIn(server);
  person = (await writeNextBundle(server, registered, { recovery: 'new' })).account;
});
afterAll(async () => {
  await Promise.all([server.app.close(), node.app.close()]);
  await removeEnvironment(env);
});

let addresses = 0;
/** An address that nobody had before. */
const freshAddress = (): string => {
  addresses += 1;
  return `198.${18 + (addresses >> 16)}.${(addresses >> 8) & 255}.${addresses & 255}`;
};

interface Try {
  readonly identifier?: string;
  readonly loginSecret?: string;
  readonly deviceToken?: string | undefined;
  readonly from?: string;
  readonly at?: TestServer;
  readonly headers?: Readonly<Record<string, string>>;
}
/** A login from an address of its own; with a wrong password unless it says otherwise. */
function logIn({ at = server, from = freshAddress(), headers = {}, deviceToken, ...who }: Try = {}): Promise<TestAnswer> {
  const { identifier } = person.request;
  const token = deviceToken === undefined ? {} : { deviceToken };
  const payload = { identifier, loginSecret: random(32), device: 'spec', ...token, ...who };
  return at.inject({ method: 'POST', url: '/v1/auth/login', payload, from, headers });
}
const right = (parts: Try = {}): Promise<TestAnswer> => logIn({ loginSecret: person.request.loginSecret, ...parts });

function recover(parts: { readonly account?: string; readonly recoveryLogin?: string; readonly from?: string } = {}): Promise<TestAnswer> {
  const { from = freshAddress(), ...who } = parts;
  const payload = { account: person.request.identifier, recoveryLogin: random(32), device: 'spec', ...who };
  return server.inject({ method: 'POST', url: '/v1/auth/recover', payload, from });
}
const rightWords = (): { readonly recoveryLogin: string } => ({ recoveryLogin: person.keys.recoveryLogin ?? '' });

const statusesOf = (answers: readonly TestAnswer[]): number[] => answers.map(({ status }) => status);
const deviceTokenOf = ({ body }: TestAnswer): string | undefined => (body as LoginResponse).deviceToken;
const identityId = (identifier = person.request.identifier): string => server.app.get(IdentityHash).idOf(identifier);
/** Under what tries are counted: the account's id, or the hash of an address that has none. */
const subjectOf = (stranger?: string): string => (stranger === undefined ? person.accountId : identityId(stranger));
const streakOf = (stranger?: string) =>
  server.accounts.collection<{ _id: string; failures: number }>(FAILURE_STREAKS).findOne({ _id: subjectOf(stranger) });

/** One try after the other, on both nodes by turns. */
async function inTurn(count: number, attempt: (at: TestServer) => Promise<TestAnswer>): Promise<TestAnswer[]> {
  const answers: TestAnswer[] = [];
  for (let i = 0; i < count; i += 1) answers.push(await attempt(i % 2 === 0 ? server : node));
  return answers;
}
/** An hour goes by: all counters of the hour are over, but not swept. */
async function passHour(): Promise<void> {
  await server.accounts.collection('rates').updateMany({}, { $set: { expire: new Date(0) } });
}
/** As many wrong passwords in a row as there may be, but for `less`; the row itself is counted by the tests below. */
async function setStreak(less = 0, stranger?: string): Promise<void> {
  const $set = { failures: LOGIN_FAILURES_IN_A_ROW - less, lastAt: new Date() };
  await server.accounts.collection<{ _id: string }>(FAILURE_STREAKS).updateOne({ _id: subjectOf(stranger) }, { $set }, { upsert: true });
}
/** A counter of the hour as it stands after so many points. */
async function setRate(key: string, points: number): Promise<void> {
  const expire = new Date(Date.now() + 3_600_000);
  await server.accounts.collection('rates').replaceOne({ key }, { key, points, expire }, { upsert: true });
}
/** An address from which all tries but `left` have come. */
const fillAddress = (key: string, left: number): Promise<void> => setRate(`login:${key}`, RATES.login.points - left);

/** The server as a botnet leaves it, with `left` more wrong proofs to go. */
const fillServer = (left: number): Promise<void> => setRate('guesses:all', RATES.guesses.points - left);

const throttled = { status: 429, body: { code: 'E_THROTTLED', retryAfter: expect.any(Number) } };
const guessed = { status: 429, body: { code: 'E_GUESSED' } };

describe('one account from many addresses', () => {
  it('is tried ten times an hour at most, on all nodes together', async () => {
    const answers = await inTurn(LOGIN_FAILURES_PER_HOUR + 4, (at) => logIn({ at }));
    expect(statusesOf(answers)).toEqual([...Array.from({ length: LOGIN_FAILURES_PER_HOUR }, () => 401), 429, 429, 429, 429]);
    expect(answers.at(-1)).toMatchObject(throttled);
    expect(await right()).toMatchObject(throttled);
    expect(await streakOf()).toMatchObject({ failures: LOGIN_FAILURES_PER_HOUR });
    await passHour();
    expect((await right()).status).toBe(200);
  });

  it('is tried as often when all come at once', async () => {
    const tries = Array.from({ length: 30 }, (_, i) => logIn({ at: i % 2 === 0 ? server : node }));
    expect(statusesOf(await Promise.all(tries)).filter((status) => status === 401)).toHaveLength(LOGIN_FAILURES_PER_HOUR);
  });
});

describe('a hundred wrong passwords in a row', () => {
  it('close the way for strangers, over hours and on all nodes, and not one more was judged', async () => {
    let judged = 0;
    let last: TestAnswer | undefined;
    for (let hour = 0; hour < 12; hour += 1) {
      const answers = await Promise.all([server, node].flatMap((at) => Array.from({ length: 6 }, () => logIn({ at }))));
      judged += answers.filter(({ status }) => status === 401).length;
      last = answers.at(-1);
      await passHour();
    }
    expect(judged).toBe(LOGIN_FAILURES_IN_A_ROW);
    expect(last).toMatchObject(guessed);
    expect(last?.headers['retry-after']).toBeUndefined();
    expect(await right()).toMatchObject(guessed);
  });

  it('close it alike for an address without account', async () => {
    const identifier = `nobody-${person.request.identifier}`;
    await setStreak(1, identifier);
    await setStreak(1);
    const [known, unknown] = [await inTurn(2, () => logIn()), await inTurn(2, () => logIn({ identifier }))];
    expect([statusesOf(known), statusesOf(unknown)]).toEqual([
      [401, 429],
      [401, 429],
    ]);
    const [knownText, unknownText] = [known, unknown].map(([, last]) => last?.text.replace(/"requestId":"[^"]+"/, ''));
    expect(unknownText).toBe(knownText);
  });

  it('are counted one by one when the last come at once', async () => {
    await setStreak(3);
    const answers = await Promise.all(Array.from({ length: 9 }, (_, i) => logIn({ at: i % 2 === 0 ? server : node })));
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(3);
    expect(answers.filter(({ body }) => (body as { code: string }).code === 'E_GUESSED')).toHaveLength(6);
  });

  it('are a row only without a right one in between', async () => {
    await setStreak(1);
    expect((await right()).status).toBe(200);
    expect((await logIn()).status).toBe(401);
    expect((await right()).status).toBe(200);
  });

  it('leave the recovery kit, which opens the way again', async () => {
    await setStreak();
    expect(await right()).toMatchObject(guessed);
    expect((await recover(rightWords())).status).toBe(200);
    expect((await right()).status).toBe(200);
  });

  it('leave a known device, which opens the way again', async () => {
    const deviceToken = deviceTokenOf(await right());
    await setStreak();
    expect(await right()).toMatchObject(guessed);
    expect((await right({ deviceToken })).status).toBe(200);
    expect((await right()).status).toBe(200);
  });
});

/** Tries at as many accounts from one address; each with the headers that `headers` makes. */
function spray(count: number, from: string, headers: (i: number) => Record<string, string> = () => ({})): Promise<TestAnswer[]> {
  let i = 0;
  return inTurn(count, (at) => {
    i += 1;
    return logIn({ at, from, identifier: `spray-${i}-${person.request.identifier}`, headers: headers(i) });
  });
}
/** What a client may say about its own address. */
function inventAddress(i: number): Record<string, string> {
  const invented = `192.0.2.${i}`;
  return { 'x-forwarded-for': invented, forwarded: `for=${invented}`, 'x-real-ip': invented };
}

describe('many accounts from one address', () => {
  it('are stopped by the address, on all nodes together, and nobody else is', async () => {
    const from = freshAddress();
    await fillAddress(from, 5);
    expect(statusesOf(await spray(7, from))).toEqual([401, 401, 401, 401, 401, 429, 429]);
    expect(await right({ from })).toMatchObject(throttled);
    expect((await right()).status).toBe(200);
  });

  it('are stopped by the neighbourhood where somebody has a whole network, on all nodes together', async () => {
    await setRate('neighbourhood:2001:db8:6::/48', RATES.neighbourhood.points - 3);
    let i = 0;
    const from = () => `2001:db8:6:${(i += 1).toString(16)}::1`;
    expect(statusesOf(await inTurn(5, (at) => logIn({ at, from: from() })))).toEqual([401, 401, 401, 429, 429]);
    expect(await recover({ from: from(), ...rightWords() })).toMatchObject(throttled);
    expect((await right({ from: '2001:db8:7:1::1' })).status).toBe(200);
  });

  it('are not told apart by an address that the client makes up', async () => {
    const from = freshAddress();
    await fillAddress(from, 5);
    expect(statusesOf(await spray(7, from, inventAddress))).toEqual([401, 401, 401, 401, 401, 429, 429]);
  });

  it('are one address within a household of IPv6', async () => {
    await fillAddress('2001:db8:5:5::/64', 3);
    let i = 0;
    const answers = await inTurn(5, (at) => {
      i += 1;
      return logIn({ at, from: `2001:db8:5:5::${i}`, identifier: `v6-${i}-${person.request.identifier}` });
    });
    expect(statusesOf(answers)).toEqual([401, 401, 401, 429, 429]);
  });

  it('never delay a device there that got in before', async () => {
    const from = freshAddress();
    const deviceToken = deviceTokenOf(await right());
    await fillAddress(from, 0);
    expect(await right({ from })).toMatchObject(throttled);
    expect((await right({ from, deviceToken })).status).toBe(200);
  });
});

describe('wrong proofs on the whole server', () => {
  it('are limited however many the addresses and accounts; right ones cost nothing', async () => {
    await fillServer(3);
    for (let i = 0; i < 5; i += 1) expect((await right()).status).toBe(200);
    for (let i = 0; i < 5; i += 1) expect((await recover(rightWords())).status).toBe(200);
    const wrong = await inTurn(3, (at) => logIn({ at, identifier: `botnet-${person.request.identifier}` }));
    expect(statusesOf(wrong)).toEqual([401, 401, 401]);
    expect(await logIn({ identifier: `other-${person.request.identifier}` })).toMatchObject(throttled);
  });

  it('hold up strangers alone: a known device gets in, by password and by kit', async () => {
    const deviceToken = deviceTokenOf(await right());
    await fillServer(0);
    expect(await right()).toMatchObject(throttled);
    const { identifier } = person.request;
    const payload = { account: identifier, ...rightWords(), device: 'spec', deviceToken };
    expect((await server.inject({ method: 'POST', url: '/v1/auth/recover', payload, from: freshAddress() })).status).toBe(200);
    expect((await right({ deviceToken })).status).toBe(200);
  });

  it('that were not judged for want of room are not held against the account', async () => {
    await fillServer(0);
    for (let i = 0; i < 2 * LOGIN_FAILURES_PER_HOUR; i += 1) expect((await logIn()).status).toBe(429);
    await fillServer(1);
    expect(await streakOf()).toBeNull();
    expect((await right()).status).toBe(200);
  });
});

describe('an address that is guessed at before it has an account', () => {
  it('is no closed way for whoever registers it', async () => {
    const identifier = `early-${person.request.identifier}`;
    await setStreak(0, identifier);
    await setRate(`login-failures:${subjectOf(identifier)}`, LOGIN_FAILURES_PER_HOUR);
    expect(await logIn({ identifier })).toMatchObject(guessed);
    const { request } = await registerAndLogIn(server, { identifier });
    expect((await right({ identifier, loginSecret: request.loginSecret })).status).toBe(200);
  });

  it('leaves no counters behind while the whole server is full', async () => {
    const identifier = `flood-${person.request.identifier}`;
    await fillServer(0);
    expect(await logIn({ identifier })).toMatchObject(throttled);
    expect(await streakOf(identifier)).toBeNull();
    expect(await server.accounts.collection('rates').findOne({ key: `login-failures:${subjectOf(identifier)}` })).toBeNull();
  });
});

describe('a device that got in before', () => {
  it('gets in while strangers guess, again and again', async () => {
    let deviceToken = deviceTokenOf(await right());
    for (let i = 0; i < 3; i += 1) {
      await Promise.all(Array.from({ length: 12 }, () => logIn()));
      expect(await right()).toMatchObject(throttled);
      const answer = await right({ deviceToken, at: node });
      expect(answer.status).toBe(200);
      deviceToken = deviceTokenOf(answer);
    }
  });

  it('has a new token after each login, and the former one is none', async () => {
    const first = deviceTokenOf(await right());
    const second = deviceTokenOf(await right({ deviceToken: first }));
    expect(second).not.toBe(first);
    await setStreak();
    expect(await right({ deviceToken: first })).toMatchObject(guessed);
    expect((await right({ deviceToken: second })).status).toBe(200);
  });

  it('has ten wrong tries an hour of its own, which cost nobody else anything', async () => {
    const deviceToken = deviceTokenOf(await right());
    const answers = await inTurn(LOGIN_FAILURES_PER_HOUR + 2, (at) => logIn({ at, deviceToken }));
    expect(statusesOf(answers)).toEqual([...Array.from({ length: LOGIN_FAILURES_PER_HOUR }, () => 401), 429, 429]);
    expect(await streakOf()).toBeNull();
    const { points = 0 } = (await server.accounts.collection<{ points: number }>('rates').findOne({ key: 'guesses:all' })) ?? {};
    expect(points).toBe(0);
    expect(await server.accounts.collection('rates').findOne({ key: `login-failures:${subjectOf()}` })).toBeNull();
    expect((await right()).status).toBe(200);
  });

  it('ends as one after a hundred wrong tries in a row', async () => {
    const deviceToken = deviceTokenOf(await right());
    const devices = server.accounts.collection(DEVICES);
    await devices.updateMany({ accountId: person.accountId }, { $set: { failures: LOGIN_FAILURES_IN_A_ROW - 1 } });
    expect((await logIn({ deviceToken })).status).toBe(401);
    await setStreak();
    expect(await right({ deviceToken })).toMatchObject(guessed);
    const attempts = server.accounts.collection('loginattempts').find({ identityId: identityId() }).sort({ _id: -1 });
    expect(await attempts.limit(2).toArray()).toEqual([
      expect.objectContaining({ result: 'throttled', isKnownDevice: false }),
      expect.objectContaining({ result: 'refused', isKnownDevice: true }),
    ]);
  });

  it.each<[string, () => Promise<string | undefined>]>([
    ['a token of the same form', () => Promise.resolve(random(32))],
    ["the token of another person's device", async () => (await registerAndLogIn(server)).login.deviceToken],
    [
      'the hash of its token',
      async () => String((await server.accounts.collection(DEVICES).findOne({ accountId: person.accountId }))?._id),
    ],
    ['the token of a session', () => Promise.resolve(person.token)],
    ['none', () => Promise.resolve(undefined)],
  ])('is none with %s', async (_, tokenOf) => {
    await setStreak();
    expect(await right({ deviceToken: await tokenOf() })).toMatchObject(guessed);
  });

  it('is one of a hundred at most: the one unused for longest is forgotten', async () => {
    const { accountId } = person;
    const devices = server.accounts.collection<{ _id: string }>(DEVICES);
    const oldest = deviceTokenOf(await right());
    await devices.deleteMany({ accountId, device: { $ne: 'spec' } });
    await devices.updateMany({ accountId }, { $set: { lastUsedAt: new Date(Date.now() - 2 * 3_600_000) } });
    const others = Array.from({ length: 99 }, () => {
      const lastUsedAt = new Date(Date.now() - 3_600_000);
      return { _id: random(32), accountId, device: 'other', createdAt: lastUsedAt, lastUsedAt, failures: 0 };
    });
    await devices.insertMany(others);
    const newest = deviceTokenOf(await right());
    expect(await devices.countDocuments({ accountId })).toBe(100);
    await setStreak();
    expect(await right({ deviceToken: oldest })).toMatchObject(guessed);
    expect((await right({ deviceToken: newest })).status).toBe(200);
  });
});

describe('recovery', () => {
  it('is closed neither by wrong words, however many, nor by a botnet that guesses passwords', async () => {
    await fillServer(0);
    expect(await right()).toMatchObject(throttled);
    for (let i = 0; i < 2 * LOGIN_FAILURES_PER_HOUR; i += 1) expect((await recover()).status).toBe(401);
    expect((await recover(rightWords())).status).toBe(200);
    await fillServer(1);
    expect((await right()).status).toBe(200);
  });

  it('is stopped by address', async () => {
    const from = freshAddress();
    await fillAddress(from, 3);
    expect(statusesOf(await inTurn(5, () => recover({ from })))).toEqual([401, 401, 401, 429, 429]);
    expect(await recover({ from, ...rightWords() })).toMatchObject(throttled);
    expect((await recover(rightWords())).status).toBe(200);
  });
});

const enterAsStranger = () => right();
const enterAsDevice = (deviceToken: string | undefined) => right({ deviceToken });
const enterByKit = () => recover(rightWords());

describe('tries that nobody can count', () => {
  it.each([
    ['rates', [enterAsStranger, enterAsDevice, enterByKit]],
    [FAILURE_STREAKS, [enterAsStranger]],
  ])('are not judged: without %s', async (name, ways) => {
    const { accounts } = server;
    const deviceToken = deviceTokenOf(await right());
    const db = accounts.db;
    if (!db) throw new Error('not connected');
    await db.collection(name).rename(`${name}-away`);
    // Nothing can be written to a view.
    await db.createCollection(name, { viewOn: `${name}-away`, pipeline: [] });
    try {
      for (const enter of ways) expect(await enter(deviceToken)).toMatchObject({ status: 503, body: { code: 'E_UNAVAILABLE' } });
    } finally {
      await db.dropCollection(name);
      await db.collection(`${name}-away`).rename(name);
    }
    expect((await right()).status).toBe(200);
  });

  it('or not judge do not count, for strangers and devices', async () => {
    const deviceToken = deviceTokenOf(await right());
    await setStreak(1);
    const accounts = server.app.get(AccountsService);
    const prove = accounts.prove.bind(accounts);
    try {
      accounts.prove = () => Promise.reject(new SealchartError('E_UNAVAILABLE'));
      for (let i = 0; i < 2 * LOGIN_FAILURES_PER_HOUR; i += 1) {
        expect(await right()).toMatchObject({ status: 503 });
        expect(await right({ deviceToken })).toMatchObject({ status: 503 });
      }
    } finally {
      accounts.prove = prove;
    }
    const { accountId } = person;
    expect(await server.accounts.collection(DEVICES).countDocuments({ accountId, failures: { $gt: 0 } })).toBe(0);
    expect((await logIn({ deviceToken })).status).toBe(401);
    expect(await server.accounts.collection(DEVICES).countDocuments({ accountId, failures: 1 })).toBe(1);
    expect((await logIn()).status).toBe(401);
    expect(await right()).toMatchObject(guessed);
  });
});
