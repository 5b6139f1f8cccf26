import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { LOGIN_FAILURES_IN_A_ROW, LOGIN_FAILURES_PER_HOUR, RATES, SealchartError } from '@sealchart/protocol';
import { DEVICES } from '../../access/known-device.ts';
import { printFigure } from '../../testing/figures.ts';
import { GuessingWorld, deviceTokenOf, statusesOf } from '../../testing/guessing-world.ts';
import { registerAndLogIn } from '../../testing/test-account.ts';
import type { TestAnswer } from '../../testing/test-server.ts';
import { AccountsService } from '../accounts/accounts.service.ts';
import { FAILURE_STREAKS } from './failure-streak.schema.ts';

let world: GuessingWorld;
beforeAll(async () => {
  world = await GuessingWorld.start();
});
beforeEach(() => world.enterPerson());
afterAll(() => world.close());

const throttled = { status: 429, body: { code: 'E_THROTTLED', retryAfter: expect.any(Number) } };
const guessed = { status: 429, body: { code: 'E_GUESSED' } };

describe('one account from many addresses', () => {
  it('is tried ten times an hour at most, on all nodes together', async () => {
    const answers = await world.inTurn(LOGIN_FAILURES_PER_HOUR + 4, (at) => world.logIn({ at }));
    expect(statusesOf(answers)).toEqual([...Array.from({ length: LOGIN_FAILURES_PER_HOUR }, () => 401), 429, 429, 429, 429]);
    expect(answers.at(-1)).toMatchObject(throttled);
    expect(await world.right()).toMatchObject(throttled);
    expect(await world.streakOf()).toMatchObject({ failures: LOGIN_FAILURES_PER_HOUR });
    await world.passHour();
    expect((await world.right()).status).toBe(200);
  });

  it('is tried as often when all come at once', async () => {
    const tries = Array.from({ length: 30 }, (_, i) => world.logIn({ at: i % 2 === 0 ? world.server : world.node }));
    expect(statusesOf(await Promise.all(tries)).filter((status) => status === 401)).toHaveLength(LOGIN_FAILURES_PER_HOUR);
  });
});

describe('a hundred wrong passwords in a row', () => {
  it('close the way for strangers, over hours and on all nodes, and not one more was judged', async () => {
    let [judged, most] = [0, 0];
    let last: TestAnswer | undefined;
    for (let hour = 0; hour < 12; hour += 1) {
      const answers = await Promise.all([world.server, world.node].flatMap((at) => Array.from({ length: 6 }, () => world.logIn({ at }))));
      const now = answers.filter(({ status }) => status === 401).length;
      judged += now;
      most = Math.max(most, now);
      last = answers.at(-1);
      await world.passHour();
    }
    expect([most, judged]).toEqual([LOGIN_FAILURES_PER_HOUR, LOGIN_FAILURES_IN_A_ROW]);
    printFigure('guessing at one account', `${most} tries an hour`, `${judged} in a row, then none`);
    expect(last).toMatchObject(guessed);
    expect(last?.headers['retry-after']).toBeUndefined();
    expect(await world.right()).toMatchObject(guessed);
  });

  it('close it alike for an address without account', async () => {
    const identifier = `nobody-${world.person.request.identifier}`;
    await world.setStreak(1, identifier);
    await world.setStreak(1);
    const [known, unknown] = [await world.inTurn(2, () => world.logIn()), await world.inTurn(2, () => world.logIn({ identifier }))];
    expect([statusesOf(known), statusesOf(unknown)]).toEqual([
      [401, 429],
      [401, 429],
    ]);
    const [knownText, unknownText] = [known, unknown].map(([, last]) => last?.text.replace(/"requestId":"[^"]+"/, ''));
    expect(unknownText).toBe(knownText);
  });

  it('are counted one by one when the last come at once', async () => {
    await world.setStreak(3);
    const answers = await Promise.all(Array.from({ length: 9 }, (_, i) => world.logIn({ at: i % 2 === 0 ? world.server : world.node })));
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(3);
    expect(answers.filter(({ body }) => (body as { code: string }).code === 'E_GUESSED')).toHaveLength(6);
  });

  it('are a row only without a right one in between', async () => {
    await world.setStreak(1);
    expect((await world.right()).status).toBe(200);
    expect((await world.logIn()).status).toBe(401);
    expect((await world.right()).status).toBe(200);
  });

  it('leave the recovery kit, which opens the way again', async () => {
    await world.setStreak();
    expect(await world.right()).toMatchObject(guessed);
    expect((await world.recover(world.rightWords())).status).toBe(200);
    expect((await world.right()).status).toBe(200);
  });

  it('leave a known device, which opens the way again', async () => {
    const deviceToken = deviceTokenOf(await world.right());
    await world.setStreak();
    expect(await world.right()).toMatchObject(guessed);
    expect((await world.right({ deviceToken })).status).toBe(200);
    expect((await world.right()).status).toBe(200);
  });
});

/** Tries at as many accounts from one address; each with the headers that `headers` makes. */
function spray(count: number, from: string, headers: (i: number) => Record<string, string> = () => ({})): Promise<TestAnswer[]> {
  let i = 0;
  return world.inTurn(count, (at) => {
    i += 1;
    return world.logIn({ at, from, identifier: `spray-${i}-${world.person.request.identifier}`, headers: headers(i) });
  });
}
/** What a client may say about its own address. */
function inventAddress(i: number): Record<string, string> {
  const invented = `192.0.2.${i}`;
  return { 'x-forwarded-for': invented, forwarded: `for=${invented}`, 'x-real-ip': invented };
}

describe('many accounts from one address', () => {
  it('are stopped by the address, on all nodes together, and nobody else is', async () => {
    const from = world.freshAddress();
    await world.fillAddress(from, 5);
    expect(statusesOf(await spray(7, from))).toEqual([401, 401, 401, 401, 401, 429, 429]);
    expect(await world.right({ from })).toMatchObject(throttled);
    expect((await world.right()).status).toBe(200);
  });

  it('are stopped by the neighbourhood where somebody has a whole network, on all nodes together', async () => {
    await world.setRate('neighbourhood:2001:db8:6::/48', RATES.neighbourhood.points - 3);
    let i = 0;
    const from = () => `2001:db8:6:${(i += 1).toString(16)}::1`;
    expect(statusesOf(await world.inTurn(5, (at) => world.logIn({ at, from: from() })))).toEqual([401, 401, 401, 429, 429]);
    expect(await world.recover({ from: from(), ...world.rightWords() })).toMatchObject(throttled);
    expect((await world.right({ from: '2001:db8:7:1::1' })).status).toBe(200);
  });

  it('are not told apart by an address that the client makes up', async () => {
    const from = world.freshAddress();
    await world.fillAddress(from, 5);
    expect(statusesOf(await spray(7, from, inventAddress))).toEqual([401, 401, 401, 401, 401, 429, 429]);
  });

  it('are one address within a household of IPv6', async () => {
    await world.fillAddress('2001:db8:5:5::/64', 3);
    let i = 0;
    const answers = await world.inTurn(5, (at) => {
      i += 1;
      return world.logIn({ at, from: `2001:db8:5:5::${i}`, identifier: `v6-${i}-${world.person.request.identifier}` });
    });
    expect(statusesOf(answers)).toEqual([401, 401, 401, 429, 429]);
  });

  it('never delay a device there that got in before', async () => {
    const from = world.freshAddress();
    const deviceToken = deviceTokenOf(await world.right());
    await world.fillAddress(from, 0);
    expect(await world.right({ from })).toMatchObject(throttled);
    expect((await world.right({ from, deviceToken })).status).toBe(200);
  });
});

describe('wrong proofs on the whole server', () => {
  it('are limited however many the addresses and accounts; right ones cost nothing', async () => {
    await world.fillServer(3);
    for (let i = 0; i < 5; i += 1) expect((await world.right()).status).toBe(200);
    for (let i = 0; i < 5; i += 1) expect((await world.recover(world.rightWords())).status).toBe(200);
    const wrong = await world.inTurn(3, (at) => world.logIn({ at, identifier: `botnet-${world.person.request.identifier}` }));
    expect(statusesOf(wrong)).toEqual([401, 401, 401]);
    expect(await world.logIn({ identifier: `other-${world.person.request.identifier}` })).toMatchObject(throttled);
  });

  it('hold up strangers alone: a known device gets in, by password and by kit', async () => {
    const deviceToken = deviceTokenOf(await world.right());
    await world.fillServer(0);
    expect(await world.right()).toMatchObject(throttled);
    const { identifier } = world.person.request;
    const payload = { account: identifier, ...world.rightWords(), device: 'spec', deviceToken };
    expect((await world.server.inject({ method: 'POST', url: '/v1/auth/recover', payload, from: world.freshAddress() })).status).toBe(200);
    expect((await world.right({ deviceToken })).status).toBe(200);
  });

  it('that were not judged for want of room are not held against the account', async () => {
    await world.fillServer(0);
    for (let i = 0; i < 2 * LOGIN_FAILURES_PER_HOUR; i += 1) expect((await world.logIn()).status).toBe(429);
    await world.fillServer(1);
    expect(await world.streakOf()).toBeNull();
    expect((await world.right()).status).toBe(200);
  });
});

describe('an address that is guessed at before it has an account', () => {
  it('is no closed way for whoever registers it', async () => {
    const identifier = `early-${world.person.request.identifier}`;
    await world.setStreak(0, identifier);
    await world.setRate(`login-failures:${world.subjectOf(identifier)}`, LOGIN_FAILURES_PER_HOUR);
    expect(await world.logIn({ identifier })).toMatchObject(guessed);
    const { request } = await registerAndLogIn(world.server, { identifier });
    expect((await world.right({ identifier, loginSecret: request.loginSecret })).status).toBe(200);
  });

  it('leaves no counters behind while the whole server is full', async () => {
    const identifier = `flood-${world.person.request.identifier}`;
    await world.fillServer(0);
    expect(await world.logIn({ identifier })).toMatchObject(throttled);
    expect(await world.streakOf(identifier)).toBeNull();
    expect(await world.server.accounts.collection('rates').findOne({ key: `login-failures:${world.subjectOf(identifier)}` })).toBeNull();
  });
});

describe('recovery', () => {
  it('is closed neither by wrong words, however many, nor by a botnet that guesses passwords', async () => {
    await world.fillServer(0);
    expect(await world.right()).toMatchObject(throttled);
    for (let i = 0; i < 2 * LOGIN_FAILURES_PER_HOUR; i += 1) expect((await world.recover()).status).toBe(401);
    expect((await world.recover(world.rightWords())).status).toBe(200);
    await world.fillServer(1);
    expect((await world.right()).status).toBe(200);
  });

  it('is stopped by address', async () => {
    const from = world.freshAddress();
    await world.fillAddress(from, 3);
    expect(statusesOf(await world.inTurn(5, () => world.recover({ from })))).toEqual([401, 401, 401, 429, 429]);
    expect(await world.recover({ from, ...world.rightWords() })).toMatchObject(throttled);
    expect((await world.recover(world.rightWords())).status).toBe(200);
  });
});

const enterAsStranger = () => world.right();
const enterAsDevice = (deviceToken: string | undefined) => world.right({ deviceToken });
const enterByKit = () => world.recover(world.rightWords());

describe('tries that nobody can count', () => {
  it.each([
    ['rates', [enterAsStranger, enterAsDevice, enterByKit]],
    [FAILURE_STREAKS, [enterAsStranger]],
  ])('are not judged: without %s', async (name, ways) => {
    const { accounts } = world.server;
    const deviceToken = deviceTokenOf(await world.right());
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
    expect((await world.right()).status).toBe(200);
  });

  it('or not judge do not count, for strangers and devices', async () => {
    const deviceToken = deviceTokenOf(await world.right());
    await world.setStreak(1);
    const accounts = world.server.app.get(AccountsService);
    const prove = accounts.prove.bind(accounts);
    try {
      accounts.prove = () => Promise.reject(new SealchartError('E_UNAVAILABLE'));
      for (let i = 0; i < 2 * LOGIN_FAILURES_PER_HOUR; i += 1) {
        expect(await world.right()).toMatchObject({ status: 503 });
        expect(await world.right({ deviceToken })).toMatchObject({ status: 503 });
      }
    } finally {
      accounts.prove = prove;
    }
    const { accountId } = world.person;
    expect(await world.server.accounts.collection(DEVICES).countDocuments({ accountId, failures: { $gt: 0 } })).toBe(0);
    expect((await world.logIn({ deviceToken })).status).toBe(401);
    expect(await world.server.accounts.collection(DEVICES).countDocuments({ accountId, failures: 1 })).toBe(1);
    expect((await world.logIn()).status).toBe(401);
    expect(await world.right()).toMatchObject(guessed);
  });
});
