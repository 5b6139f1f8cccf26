import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Profile } from '@sealchart/protocol';
import type { InProcessServer } from './support/in-process-server.ts';
import { startServer } from './support/in-process-server.ts';
import type { TestPerson } from './support/people.ts';
import { NOTE, entryOf, freshDevice, quickPerson, sealedSince, sealingKeyOf, shareNote } from './support/rotations.ts';

// RSA keys of 4,096 bits take seconds to make: these people are shared by the whole file, and each test has elements of its own.
let server: InProcessServer;
/** Modern keys. */
let ada: TestPerson;
let ben: TestPerson;
/** RSA keys. */
let rosa: TestPerson;
let ralf: TestPerson;

beforeAll(async () => {
  server = await startServer();
  [ada, ben] = [await quickPerson(server, 'Ada'), await quickPerson(server, 'Ben')];
  [rosa, ralf] = await Promise.all([quickPerson(server, 'Rosa', { profile: 'rsa' }), quickPerson(server, 'Ralf', { profile: 'rsa' })]);
}, 180_000);
afterAll(() => server.close());

const idOf = ({ account }: TestPerson): string => account.accountId;
const people = (): Record<Profile, readonly [TestPerson, TestPerson]> => ({ modern: [ada, ben], rsa: [rosa, ralf] });
const other = (profile: Profile): Profile => (profile === 'modern' ? 'rsa' : 'modern');

describe('people with modern keys and people with RSA keys', () => {
  it.each<Profile>(['modern', 'rsa'])(
    'read, write, share on and take back together what one with %s keys made',
    async (profile) => {
      const [owner, peer] = people()[profile];
      const [manager, stranger] = people()[other(profile)];
      const elementId = await shareNote(owner, [peer, manager], 'made');
      for (const reader of [owner, peer, manager])
        expect(await reader.client.open(elementId)).toMatchObject({ body: 'made', readers: 3, author: idOf(owner) });

      expect(await owner.client.update(elementId, { ...NOTE, body: 'changed' })).toMatchObject({ ok: true, version: 4 });
      for (const reader of [owner, peer, manager]) expect(await reader.client.open(elementId)).toMatchObject({ body: 'changed' });

      expect(await owner.client.share([elementId], idOf(manager), { role: 'manager' })).toMatchObject([{ ok: true, version: 5 }]);
      expect(await manager.client.update(elementId, { ...NOTE, body: 'by the manager' })).toMatchObject({ ok: true, version: 6 });
      for (const reader of [owner, peer, manager])
        expect(await reader.client.open(elementId)).toMatchObject({ body: 'by the manager', author: idOf(manager) });

      const { accountId } = await manager.client.findPerson(stranger.identifier);
      expect(await manager.client.share([elementId], accountId, { role: 'viewer' })).toMatchObject([{ ok: true, version: 7 }]);
      expect(await stranger.client.open(elementId)).toMatchObject({ body: 'by the manager', sharedBy: idOf(manager), readers: 4 });

      for (const [i, reader] of [peer, stranger].entries()) {
        expect(await owner.client.revoke([elementId], idOf(reader))).toMatchObject([{ ok: true, version: 8 + i }]);
        await expect(reader.client.open(elementId)).rejects.toMatchObject({ code: 'E_NOT_FOUND' });
      }
      expect(await owner.client.update(elementId, { ...NOTE, body: 'for two' })).toMatchObject({ ok: true, version: 10 });
      for (const reader of [owner, manager, await freshDevice(server, manager), await freshDevice(server, owner)])
        expect(await reader.client.open(elementId)).toMatchObject({ body: 'for two', readers: 2 });
    },
    60_000,
  );

  it('have hashes of their packets signed where the keys are RSA, and only there', async () => {
    const from = ada.traffic.exchanges.length;
    const elementId = await shareNote(ada, [ben, rosa]);
    expect(await ada.client.update(elementId, { ...NOTE, body: 'changed' })).toMatchObject({ ok: true, version: 4 });
    const sent = sealedSince(ada, from).filter(({ manifest }) => manifest.elementId === elementId);
    const hashed = sent.map(({ manifest }) =>
      manifest.audience.filter(({ packetHash }) => packetHash !== undefined).map(({ principal }) => principal),
    );
    expect(hashed).toEqual([[], [], [idOf(rosa)], [idOf(rosa)]]);
  });

  it('give a packet that was exchanged for another of the same reader no chance', async () => {
    const [one, two] = [await shareNote(ada, [rosa]), await shareNote(ada, [rosa], 'another')];
    let foreign: unknown;
    const device = await freshDevice(server, rosa);
    device.tamper((request, answer) => {
      const { content } = answer as { content?: { keyPacket: unknown } };
      if (request.url.includes(`/v1/elements/${two}`)) foreign = content?.keyPacket;
      return undefined;
    });
    await device.client.open(two);
    device.tamper((request, answer) => {
      if (!request.url.includes(`/v1/elements/${one}`)) return undefined;
      const view = answer as { content: object };
      return { ...view, content: { ...view.content, keyPacket: foreign } };
    });
    await expect(device.client.open(one)).rejects.toMatchObject({ code: 'E_KEY_PACKET' });
    device.tamper();
    expect(await device.client.open(one)).toMatchObject({ body: NOTE.body });
  });
});

describe('a person who goes from modern keys to RSA and back', () => {
  it('opens everything at each step, on every device, and is read by everybody', async () => {
    const kim = await quickPerson(server, 'Kim');
    const made = new Map<string, string>();
    const make = async (owner: TestPerson, body: string): Promise<void> =>
      void made.set(await shareNote(owner, owner === kim ? [ben, ralf] : [kim, ralf], body), body);
    const expectAllOpen = async (device: TestPerson): Promise<void> => {
      expect(await device.client.sync()).toMatchObject({ refused: [] });
      for (const [elementId, body] of made) expect(await device.client.open(elementId)).toMatchObject({ body });
    };
    await make(kim, 'own, modern');
    await make(ben, 'of Ben, modern');
    for (const profile of ['rsa', 'modern'] as const) {
      const [first = ''] = made.keys();
      const before = await sealingKeyOf(await entryOf(server, kim));
      await kim.client.rotate({ password: kim.password, profile });
      expect(await kim.client.finishPendingWork()).toEqual({ steps: [] });
      expect(await ben.client.findPerson(kim.identifier)).toMatchObject({
        state: 'unverified',
        fingerprint: kim.client.account().fingerprint,
      });
      await make(kim, `own, ${profile}`);
      await make(ben, `of Ben, ${profile}`);
      expect(await kim.client.update(first, { ...NOTE, body: `own, now ${profile}` })).toMatchObject({ ok: true });
      made.set(first, `own, now ${profile}`);
      const entry = await entryOf(server, kim);
      expect(entry.certificates).toHaveLength(profile === 'rsa' ? 2 : 3);
      expect(await sealingKeyOf(entry)).not.toBe(before);
      expect(kim.client.certificate()).toContain('-----BEGIN PGP PUBLIC KEY BLOCK-----');
      for (const device of [kim, await freshDevice(server, kim)]) await expectAllOpen(device);
      await expectAllOpen(await freshDevice(server, ralf));
    }
  }, 120_000);

  it('keeps all of it when the account has to be secured with the other kind of keys', async () => {
    const [kim, doctor] = [await quickPerson(server, 'Kim'), await quickPerson(server, 'Dr Lou')];
    const [own, received] = [await shareNote(kim, [doctor], 'own'), await shareNote(doctor, [kim], 'received')];
    const newPassword = `another long password ${crypto.randomUUID()}`;
    await kim.client.sync();
    await kim.client.secure({ password: kim.password, newPassword, profile: 'rsa' });
    expect(await kim.client.finishPendingWork()).toEqual({ steps: [] });
    for (const device of [kim, await freshDevice(server, kim, { login: newPassword })]) {
      expect(await device.client.sync()).toMatchObject({ refused: [] });
      expect(await device.client.open(own)).toMatchObject({ body: 'own' });
      expect(await device.client.open(received)).toMatchObject({ body: 'received' });
    }
    expect(await (await freshDevice(server, doctor)).client.open(own)).toMatchObject({ body: 'own' });
    await doctor.client.verifyPerson(idOf(kim), { method: 'words', value: kim.client.account().words.join(' ') });
    expect(await doctor.client.update(received, { ...NOTE, body: 'changed' })).toMatchObject({ ok: true });
    expect(await kim.client.open(received)).toMatchObject({ body: 'changed' });
  }, 60_000);
});
