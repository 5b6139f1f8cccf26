import { beforeEach, describe, expect, it } from '@jest/globals';
import { PASSWORD_CHARACTERS } from '@sealchart/protocol';
import { AccountServer } from '../../testing/account-server.ts';
import type { TestDevice } from '../../testing/test-device.ts';
import { testDevice } from '../../testing/test-device.ts';

const identifier = 'ann@example.org';
const password = 'correct horse battery';
const newPassword = 'a wholly other staple';
const ann = { identifier, password, device: 'spec' };

let server: AccountServer;
let device: TestDevice;
beforeEach(async () => {
  server = new AccountServer();
  device = testDevice(server);
  await device.session.register({ ...ann, name: 'Ann' });
});

const bundleOf = () => server.account(identifier).answer.bundle;
const otherDevice = async () => {
  const other = testDevice(server);
  await other.session.login(ann);
  return other;
};

type Act = (password: string) => Promise<unknown>;
const acts: [string, () => Act][] = [
  ['changing the password', () => (given) => device.session.changePassword({ password: given, newPassword })],
  ['making a kit', () => (given) => device.session.makeRecoveryKit({ password: given })],
  ['a rotation', () => (given) => device.session.rotate({ password: given })],
  ['securing', () => (given) => device.session.secure({ password: given, newPassword })],
  ['closing', () => (given) => device.session.closeAccount({ password: given, cause: 'closed' })],
];

describe.each(acts)('%s', (_, actOf) => {
  it.each(['not this one at all', '', `${password} `])('needs the password, not %j; nothing is sent without it', async (wrong) => {
    const { session, http, store } = device;
    const [sent, kept] = [http.exchanges.length, new Map(store.entries)];
    await expect(actOf()(wrong)).rejects.toMatchObject({ code: 'E_PASSWORD' });
    expect(http.exchanges).toHaveLength(sent);
    expect(store.entries).toEqual(kept);
    expect(await session.state()).toBe('unlocked');
    await actOf()(password);
  });

  it('needs an open account', async () => {
    device.session.lock();
    await expect(actOf()(password)).rejects.toMatchObject({ code: 'E_LOCKED' });
  });

  it('changes nothing when the account is locked on the way', async () => {
    const { session, store } = device;
    const kept = new Map(store.entries);
    server.mutate = (path) => void (path.endsWith('/head') && session.lock());
    await expect(actOf()(password)).rejects.toMatchObject({ code: 'E_LOCKED' });
    expect(store.entries).toEqual(kept);
    expect([bundleOf().version, await session.state()]).toEqual([1, 'locked']);
    server.mutate = () => undefined;
    await session.unlock({ password });
    await session.login(ann);
  });
});

describe('of two devices', () => {
  it.each(acts.slice(0, 4))('one wins: %s is refused where another was faster, and works afterwards', async (_, actOf) => {
    const { session, store } = device;
    const other = await otherDevice();
    let isFirst = true;
    const send = server.send;
    const racing = testDevice({
      send: async (request) => {
        if (request.url.endsWith('/bundle') && isFirst) {
          isFirst = false;
          await other.session.makeRecoveryKit({ password });
        }
        return send(request);
      },
    });
    await racing.session.login(ann);
    device = racing;
    await expect(actOf()(password)).rejects.toMatchObject({ code: 'E_CONFLICT' });
    expect(bundleOf().version).toBe(2);
    await racing.session.refresh();
    expect(racing.store.entries.has('pending')).toBe(false);
    await racing.session.confirmWaysIn(bundleOf().slots.map(({ slotId }) => slotId));
    await actOf()(password);
    expect(bundleOf().version).toBe(3);
    await session.close();
    await store.close();
  });
});

describe('a new password', () => {
  const refused: [string, string][] = [
    ['too short', 'a'.repeat(PASSWORD_CHARACTERS - 1)],
    ['of spaces alone', ' '.repeat(PASSWORD_CHARACTERS)],
    ['none', ''],
    ['of few letters that take many bytes', '\u{1f40e}'.repeat(PASSWORD_CHARACTERS - 1)],
    // Each of these is one letter once it is normalised.
    ['that is shorter than it looks', 'e\u0301'.repeat(PASSWORD_CHARACTERS - 1)],
  ];
  it.each(refused)('is refused %s, before Argon2 and before anything is sent', async (_, chosen) => {
    const { session, http, kdf } = device;
    const counts = () => [http.exchanges.length, kdf.jobs.length];
    const before = counts();
    const issue = { code: 'E_REQUEST', issues: [{ path: 'newPassword' }] };
    await expect(session.changePassword({ password, newPassword: chosen })).rejects.toMatchObject(issue);
    await expect(session.secure({ password, newPassword: chosen })).rejects.toMatchObject(issue);
    expect(counts()).toEqual(before);
    const fresh = testDevice(server);
    const kit = { account: identifier, words: 'abandon '.repeat(15) };
    await expect(fresh.session.recover({ kit, newPassword: chosen, device: 'x' })).rejects.toMatchObject(issue);
    const registration = fresh.session.register({ identifier: 'bob@example.org', name: 'Bob', password: chosen, device: 'x' });
    await expect(registration).rejects.toMatchObject({ code: 'E_REQUEST', issues: [{ path: 'password' }] });
    expect([fresh.http.exchanges.length, fresh.kdf.jobs.length]).toEqual([0, 0]);
  });

  it('is not the old one where somebody may know that', async () => {
    const { session, http } = device;
    const sent = http.exchanges.length;
    const issue = { code: 'E_REQUEST', issues: [{ path: 'newPassword' }] };
    await expect(session.secure({ password, newPassword: password })).rejects.toMatchObject(issue);
    // Full-width letters become ordinary ones.
    const lookalike = password.replace('c', '\uff43');
    await expect(session.secure({ password, newPassword: lookalike })).rejects.toMatchObject(issue);
    expect(http.exchanges).toHaveLength(sent);
  });
});

describe('a suspicion', () => {
  it.each(['yesterday', '2026-05-01', '2026-06-01T00:00:01Z'])('since %j is refused', async (suspectedSince) => {
    const { session } = device;
    const issue = { code: 'E_REQUEST', issues: [{ path: 'suspectedSince' }] };
    await expect(session.secure({ password, newPassword, suspectedSince })).rejects.toMatchObject(issue);
    await expect(session.closeAccount({ password, cause: 'compromise', suspectedSince })).rejects.toMatchObject(issue);
  });

  it('goes with a compromise only', async () => {
    const closing = device.session.closeAccount({ password, cause: 'closed', suspectedSince: '2026-05-01T00:00:00Z' });
    await expect(closing).rejects.toMatchObject({ code: 'E_REQUEST', issues: [{ path: 'suspectedSince' }] });
  });
});
