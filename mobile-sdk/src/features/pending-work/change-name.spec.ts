import { beforeEach, describe, expect, it } from '@jest/globals';
import { DirectoryAccount } from '../../testing/directory-account.ts';
import { ownRecord } from '../../testing/own-record.ts';
import { RecordDevice } from '../../testing/record-device.ts';
import type { RecordServer } from '../../testing/record-server.ts';
import { verifyPerson } from '../elements/verification.ts';
import { changeName } from './profile-step.ts';

let server: RecordServer;
let ada: DirectoryAccount;
let laptop: RecordDevice;
beforeEach(async () => {
  ({ server, account: ada, device: laptop } = await ownRecord('Ada'));
});

const written = (): number => server.paths.filter((path) => path === '/v1/accounts/me/profile').length;

describe('changing the own name', () => {
  it('gives contacts the new one at their next look, with the key that they verified', async () => {
    const ben = await DirectoryAccount.create(server.instance.instanceId, 'Ben');
    server.show(ben);
    const phone = await (await RecordDevice.create(ben, server)).open();
    const { directory } = phone;
    const people = async () => (await directory.persons([ada.accountId])).get(ada.accountId);
    const { fingerprint } = ada.identity.certificate;
    await verifyPerson(phone, ada.accountId, { method: 'hex', value: fingerprint });
    expect(await people()).toMatchObject({ name: 'Ada', state: 'verified' });

    const context = await laptop.open();
    await changeName(context.session, 'Ada Lovelace');
    expect(context.session.profile).toMatchObject({ name: 'Ada Lovelace', number: 2, fingerprint });
    await directory.recipients([ada.accountId]);
    expect(await people()).toMatchObject({ name: 'Ada Lovelace', state: 'verified', fingerprint });
    // An older name is not taken back.
    server.show(ada);
    await expect(directory.recipients([ada.accountId])).rejects.toMatchObject({ code: 'E_ROLLBACK' });
    expect(await people()).toMatchObject({ name: 'Ada Lovelace' });
  });

  it('follows what another device named since, and sends nothing for the same name', async () => {
    const [one, two] = [await laptop.open(), await (await RecordDevice.create(ada, server)).open()];
    await changeName(one.session, 'Ada L');
    await changeName(two.session, 'Ada B');
    expect(two.session.profile).toMatchObject({ name: 'Ada B', number: 3 });
    expect(written()).toBe(2);
    await changeName(two.session, 'Ada B');
    expect(written()).toBe(2);
  });

  it('is E_CONFLICT where another device is faster, whose name is kept', async () => {
    const [one, two] = [await laptop.open(), await (await RecordDevice.create(ada, server)).open()];
    const send = server.send;
    server.send = async (request) => {
      if (!request.url.endsWith('/profile')) return send(request);
      server.send = send;
      await changeName(two.session, 'Ada B');
      return send(request);
    };
    await expect(changeName(one.session, 'Ada L')).rejects.toMatchObject({ code: 'E_CONFLICT' });
    expect([one.session.profile.name, one.session.profile.number]).toEqual(['Ada B', 2]);
    await changeName(one.session, 'Ada L');
    expect(one.session.profile).toMatchObject({ name: 'Ada L', number: 3 });
  });

  it('refuses what is no name, before anything is sent', async () => {
    const { session } = await laptop.open();
    server.paths.length = 0;
    for (const name of ['', ' ', 'a'.repeat(201), 'two\nlines', 'a\u202eb', '\u200b', '\u3164\u2800']) {
      await expect(changeName(session, name)).rejects.toMatchObject({ code: 'E_REQUEST' });
    }
    expect(server.paths).toEqual([]);
    expect(session.profile.name).toBe('Ada');
  });
});
