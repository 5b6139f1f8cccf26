import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { LOGIN_FAILURES_IN_A_ROW, LOGIN_FAILURES_PER_HOUR } from '@sealchart/protocol';
import { DEVICES } from '../../access/known-device.ts';
import { GuessingWorld, deviceTokenOf, statusesOf } from '../../testing/guessing-world.ts';
import { registerAndLogIn } from '../../testing/test-account.ts';
import { random } from '../../testing/test-bundle.ts';

let world: GuessingWorld;
beforeAll(async () => {
  world = await GuessingWorld.start();
});
beforeEach(() => world.enterPerson());
afterAll(() => world.close());

const throttled = { status: 429, body: { code: 'E_THROTTLED', retryAfter: expect.any(Number) } };
const guessed = { status: 429, body: { code: 'E_GUESSED' } };

describe('a device that got in before', () => {
  it('gets in while strangers guess, again and again', async () => {
    let deviceToken = deviceTokenOf(await world.right());
    for (let i = 0; i < 3; i += 1) {
      await Promise.all(Array.from({ length: 12 }, () => world.logIn()));
      expect(await world.right()).toMatchObject(throttled);
      const answer = await world.right({ deviceToken, at: world.node });
      expect(answer.status).toBe(200);
      deviceToken = deviceTokenOf(answer);
    }
  });

  it('has a new token after each login, and the former one is none', async () => {
    const first = deviceTokenOf(await world.right());
    const second = deviceTokenOf(await world.right({ deviceToken: first }));
    expect(second).not.toBe(first);
    await world.setStreak();
    expect(await world.right({ deviceToken: first })).toMatchObject(guessed);
    expect((await world.right({ deviceToken: second })).status).toBe(200);
  });

  it('has ten wrong tries an hour of its own, which cost nobody else anything', async () => {
    const deviceToken = deviceTokenOf(await world.right());
    const answers = await world.inTurn(LOGIN_FAILURES_PER_HOUR + 2, (at) => world.logIn({ at, deviceToken }));
    expect(statusesOf(answers)).toEqual([...Array.from({ length: LOGIN_FAILURES_PER_HOUR }, () => 401), 429, 429]);
    expect(await world.streakOf()).toBeNull();
    const { points = 0 } = (await world.server.accounts.collection<{ points: number }>('rates').findOne({ key: 'guesses:all' })) ?? {};
    expect(points).toBe(0);
    expect(await world.server.accounts.collection('rates').findOne({ key: `login-failures:${world.subjectOf()}` })).toBeNull();
    expect((await world.right()).status).toBe(200);
  });

  it('ends as one after a hundred wrong tries in a row', async () => {
    const deviceToken = deviceTokenOf(await world.right());
    const devices = world.server.accounts.collection(DEVICES);
    await devices.updateMany({ accountId: world.person.accountId }, { $set: { failures: LOGIN_FAILURES_IN_A_ROW - 1 } });
    expect((await world.logIn({ deviceToken })).status).toBe(401);
    await world.setStreak();
    expect(await world.right({ deviceToken })).toMatchObject(guessed);
    const attempts = world.server.accounts.collection('loginattempts').find({ identityId: world.identityId() }).sort({ _id: -1 });
    expect(await attempts.limit(2).toArray()).toEqual([
      expect.objectContaining({ result: 'throttled', isKnownDevice: false }),
      expect.objectContaining({ result: 'refused', isKnownDevice: true }),
    ]);
  });

  it.each<[string, () => Promise<string | undefined>]>([
    ['a token of the same form', () => Promise.resolve(random(32))],
    ["the token of another person's device", async () => (await registerAndLogIn(world.server)).login.deviceToken],
    [
      'the hash of its token',
      async () => String((await world.server.accounts.collection(DEVICES).findOne({ accountId: world.person.accountId }))?._id),
    ],
    ['the token of a session', () => Promise.resolve(world.person.token)],
    ['none', () => Promise.resolve(undefined)],
  ])('is none with %s', async (_, tokenOf) => {
    await world.setStreak();
    expect(await world.right({ deviceToken: await tokenOf() })).toMatchObject(guessed);
  });

  it('is one of a hundred at most: the one unused for longest is forgotten', async () => {
    const { accountId } = world.person;
    const devices = world.server.accounts.collection<{ _id: string }>(DEVICES);
    const oldest = deviceTokenOf(await world.right());
    await devices.deleteMany({ accountId, device: { $ne: 'spec' } });
    await devices.updateMany({ accountId }, { $set: { lastUsedAt: new Date(Date.now() - 2 * 3_600_000) } });
    const others = Array.from({ length: 99 }, () => {
      const lastUsedAt = new Date(Date.now() - 3_600_000);
      return { _id: random(32), accountId, device: 'other', createdAt: lastUsedAt, lastUsedAt, failures: 0 };
    });
    await devices.insertMany(others);
    const newest = deviceTokenOf(await world.right());
    expect(await devices.countDocuments({ accountId })).toBe(100);
    await world.setStreak();
    expect(await world.right({ deviceToken: oldest })).toMatchObject(guessed);
    expect((await world.right({ deviceToken: newest })).status).toBe(200);
  });
});
