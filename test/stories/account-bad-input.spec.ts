import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { KeyBundle } from '@sealchart/protocol';
import { fromB64u, fromUtf8, toB64u, utf8 } from '@sealchart/protocol';
import type { RecoveryKit } from '@sealchart/sdk';
import { createClient } from '@sealchart/sdk';
import { fastKdf, fixedClock, memoryStore, testPorts } from '@sealchart/sdk/testing';
import type { InProcessServer } from './support/in-process-server.ts';
import { startServer } from './support/in-process-server.ts';
import type { TestPerson } from './support/people.ts';
import { at, freshDevice, quickPerson, shareNote } from './support/rotations.ts';

const DAY_MS = 86_400_000;

let server: InProcessServer;
beforeAll(async () => {
  server = await startServer();
}, 60_000);
afterAll(() => server.close());

const newPassword = (): string => `another pass phrase ${crypto.randomUUID()}`;

/** The refused acts left password and kit as they were, for a device with the right time. */
async function expectBack(owner: TestPerson, kit: RecoveryKit, clock: { now(): number }): Promise<void> {
  const right = { clock: fixedClock(clock.now() - DAY_MS) };
  const device = await freshDevice(server, owner, { ports: right });
  await device.client.sync();
  expect(await device.client.list()).toHaveLength(1);
  const words = kit.words.join(' ');
  const ports = testPorts({ http: server.http, store: memoryStore(), kdf: fastKdf() });
  const fresh = createClient({ server: server.url, client: { name: 'stories', version: '0.1.0' }, ports });
  const { identifier, password } = owner;
  const recovered = fresh.recover({ kit: { account: identifier, words }, newPassword: password, device: 'third' });
  expect(await recovered).toMatchObject({ accountId: owner.account.accountId });
  // That set a password with settings of its own: the owner says that it was changed elsewhere.
  await owner.client.login({ identifier, password, device: 'first', isPasswordChanged: true });
}

describe('a device whose clock is a day fast', () => {
  it('is told so by every change of keys, which changes nothing, and is through when the clock is right', async () => {
    const clock = fixedClock(Date.now());
    const owner = await quickPerson(server, 'Ada', { ports: { clock } });
    const { client, password } = owner;
    await shareNote(owner, [], 'before the clock went wrong');
    const kit = await client.makeRecoveryKit({ password });
    const next = newPassword();
    const acts: readonly (() => Promise<unknown>)[] = [
      () => client.makeRecoveryKit({ password }),
      () => client.changePassword({ password, newPassword: next }),
      () => client.rotate({ password }),
      () => client.secure({ password, newPassword: next }),
      () => client.closeAccount({ password, cause: 'closed' }),
    ];
    clock.advance(DAY_MS);
    for (const act of acts) await expect(act()).rejects.toMatchObject({ code: 'E_CLOCK' });
    await expectBack(owner, kit, clock);

    clock.advance(-DAY_MS);
    await client.changePassword({ password, newPassword: next });
    await client.rotate({ password: next });
    expect(await (await freshDevice(server, owner, { login: next })).client.sync()).toMatchObject({ changed: 1, refused: [] });
  });

  it('registers nobody until it is right', async () => {
    const clock = fixedClock(Date.now() + DAY_MS);
    const ports = testPorts({ http: server.http, store: memoryStore(), clock, kdf: fastKdf() });
    const client = createClient({ server: server.url, client: { name: 'stories', version: '0.1.0' }, ports });
    const wanted = { identifier: `early.${crypto.randomUUID()}@example.org`, name: 'Early', password: newPassword(), device: 'first' };
    await expect(client.register(wanted)).rejects.toMatchObject({ code: 'E_CLOCK' });
    expect(await client.state()).toBe('empty');
    clock.advance(-DAY_MS);
    expect(await client.register(wanted)).toMatchObject({ identifier: wanted.identifier });
  });
});

describe('a device whose clock is a day slow', () => {
  it('changes its keys all the same, and others go on with it', async () => {
    const owner = await quickPerson(server, 'Ben', { ports: { clock: fixedClock(Date.now() - DAY_MS) } });
    const friend = await quickPerson(server, 'Fay');
    const first = await shareNote(owner, [friend], 'written yesterday, it says');
    await owner.client.rotate({ password: owner.password });
    const next = newPassword();
    await owner.client.changePassword({ password: owner.password, newPassword: next });
    expect(await friend.client.sync()).toMatchObject({ refused: [] });
    expect(await friend.client.open(first)).toMatchObject({ body: 'written yesterday, it says' });
    const second = await shareNote(friend, [owner], 'sealed to the new keys');
    expect(await owner.client.open(second)).toMatchObject({ body: 'sealed to the new keys' });
    const fresh = await freshDevice(server, owner, { login: next });
    expect(await fresh.client.sync()).toMatchObject({ changed: 2, refused: [] });
  });
});

describe('a key bundle in a form that this version does not know', () => {
  const forms: readonly (readonly [name: string, change: (bundle: KeyBundle) => unknown])[] = [
    ['with another member', (bundle) => ({ ...bundle, form: 2 })],
    ['with a way in of another kind', (bundle) => ({ ...bundle, slots: bundle.slots.map((slot) => ({ ...slot, kind: 'threshold' })) })],
    [
      'with ways in sealed in another form',
      (bundle) => ({ ...bundle, slots: bundle.slots.map((slot) => ({ ...slot, wrapped: newer(slot.wrapped) })) }),
    ],
    ['with keys sealed in another form', (bundle) => ({ ...bundle, sealedKeys: newer(bundle.sealedKeys) })],
  ];

  it.each(forms)('%s is refused with the device as it was, and is no harm once the known one is back', async (_, change) => {
    const owner = await quickPerson(server, 'Cleo');
    const { identifier, password } = owner;
    await shareNote(owner, [], 'what is there stays there');
    let asked = 0;
    const newerServer = at<{ bundle: KeyBundle }>('/v1/auth/login', (answer) => {
      asked += 1;
      return { ...answer, bundle: change(answer.bundle) };
    });
    owner.tamper(newerServer);
    const again = { identifier, password, device: 'first' };
    await expect(owner.client.login(again)).rejects.toMatchObject({ code: expect.stringMatching(/^E_(ANSWER|BUNDLE)$/) });
    expect(asked).toBe(1);
    owner.tamper();
    owner.client.lock();
    await owner.client.unlock({ password });
    expect(await owner.client.list()).toHaveLength(1);
    await owner.client.login(again);
    expect(await owner.client.sync()).toMatchObject({ refused: [] });
  });
});

/** A JWE whose header holds a version. */
function newer(jwe: string): string {
  const [header = '', ...rest] = jwe.split('.');
  return [toB64u(utf8(JSON.stringify({ ...(JSON.parse(fromUtf8(fromB64u(header))) as object), v: 2 }))), ...rest].join('.');
}
