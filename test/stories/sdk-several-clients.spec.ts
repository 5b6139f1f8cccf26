import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Outcome, SealchartClient } from '@sealchart/sdk';
import { createClient } from '@sealchart/sdk';
import { nodePorts } from '@sealchart/sdk/node';
import { fastKdf } from '@sealchart/sdk/testing';
import type { InProcessServer } from './support/in-process-server.ts';
import { startServer } from './support/in-process-server.ts';
import type { TestPerson } from './support/people.ts';
import { person } from './support/people.ts';

const ROUNDS = 4;
const password = 'the long password of Kim and nobody else';

let server: InProcessServer;
let folder: string;
let doctor: TestPerson;
let one: SealchartClient;
let two: SealchartClient;

/** A program with its own connection to the one file. */
const program = (): SealchartClient =>
  createClient({
    server: server.url,
    client: { name: 'stories', version: '0.1.0' },
    ports: { ...nodePorts({ directory: join(folder, 'kim') }), http: server.http, kdf: fastKdf() },
  });

const titlesOf = (client: SealchartClient) => client.list().then((list) => list.map(({ title }) => title).toSorted());

const note = (title: string) => ({ schema: 'text/plain', title, body: `${title} ${crypto.randomUUID()}` });

function idOf([outcome]: readonly Outcome[]): string {
  if (!outcome?.ok) throw outcome?.error ?? new TypeError('no outcome');
  return outcome.elementId;
}

beforeAll(async () => {
  server = await startServer();
  folder = await mkdtemp(join(tmpdir(), 'sealchart-several-'));
  doctor = await person(server, 'Dr Ada', { ports: { kdf: fastKdf() } });
  one = program();
  await one.register({ identifier: `kim.${crypto.randomUUID()}@example.org`, name: 'Kim', password, device: 'one' });
  two = program();
  await two.unlockWithKey(one.accountKey());
}, 60_000);
afterAll(async () => {
  await Promise.all([one.close(), two.close()]);
  await server.close();
  await rm(folder, { recursive: true });
});

describe('two programs of one person on one store', () => {
  it('lose nothing and double nothing when they write, sync and share at the same time', async () => {
    const shared = idOf(await one.create([note('shared')]));
    await one.findPerson(doctor.identifier);
    const acts: Promise<unknown>[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const [name, client] of [
        ['one', one],
        ['two', two],
      ] as const) {
        acts.push(
          client.create([note(`${name} ${round}`)]).then(idOf),
          client.addAddendum(shared, `${name} ${round}`).then((outcome) => idOf([outcome])),
          client.sync(),
          client.list(),
        );
      }
    }
    acts.push(two.share([shared], doctor.account.accountId, { role: 'viewer' }).then(idOf));
    await Promise.all(acts);

    const expected = ['shared', ...Array.from({ length: ROUNDS }, (_, i) => [`one ${i}`, `two ${i}`]).flat()].toSorted();
    expect(await titlesOf(one)).toEqual(expected);
    expect(await titlesOf(two)).toEqual(expected);
    expect([await one.conflicts(), await two.waiting(), (await one.sync()).refused]).toEqual([[], [], []]);
    await doctor.client.sync();
    const { remarks } = await doctor.client.open(shared);
    expect(remarks.map(({ text }) => text).toSorted()).toEqual(expected.filter((title) => title !== 'shared'));
  });

  it('seal to the key that the other one verified, not to one that they remember', async () => {
    await two.sync();
    const first = idOf(await two.create([note('before')]));
    idOf(await two.share([first], doctor.account.accountId, {}));
    await doctor.client.secure({ password: doctor.password, newPassword: 'another long password of Dr Ada' });
    await doctor.client.finishPendingWork();
    await expect(one.share([first], doctor.account.accountId, { role: 'editor' })).rejects.toMatchObject({ code: 'E_KEY_CHANGED' });
    const value = doctor.client.verificationCode();
    expect(await one.verifyPerson(doctor.account.accountId, { method: 'qr', value })).toMatchObject({ state: 'verified' });
    expect(await two.people()).toMatchObject([{ state: 'verified', fingerprint: doctor.client.account().fingerprint }]);
    const second = idOf(await two.create([note('after')]));
    idOf(await two.share([second], doctor.account.accountId, {}));
    await doctor.client.sync();
    expect(await doctor.client.open(second)).toMatchObject({ title: 'after' });
  });

  it('agree about name, password and end of the account on this device', async () => {
    await one.changeName('Kim Possible');
    expect(await two.state()).toBe('unlocked');
    expect(two.account().name).toBe('Kim Possible');
    expect((await doctor.client.findPerson(one.account().identifier)).name).toBe('Kim Possible');
    const newPassword = 'a wholly other long password of Kim';
    await Promise.all([one.changePassword({ password, newPassword }), two.sync()]);
    await two.makeRecoveryKit({ password: newPassword });
    await two.logout();
    await expect(one.sync()).rejects.toMatchObject({ code: 'E_NOT_LOGGED_IN' });
    expect(await one.state()).toBe('empty');
  });
});
