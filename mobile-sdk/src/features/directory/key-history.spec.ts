import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Session } from '../../session/session.ts';
import type { UnlockedSession } from '../../session/unlocked-session.ts';
import { DirectoryAccount } from '../../testing/directory-account.ts';
import { DirectoryServer } from '../../testing/directory-server.ts';
import { testPorts } from '../../testing/ports.ts';
import { Directory } from './directory.ts';

let session: UnlockedSession;
let directory: Directory;
let ada: DirectoryAccount;
let address: string;
const server = new DirectoryServer();

beforeAll(async () => {
  const device = new Session({
    server: 'http://localhost:3000',
    client: { name: 'spec', version: '1' },
    ports: testPorts({ http: server }),
  });
  session = await device.register({ identifier: 'kim@example.org', name: 'Kim', password: 'a password long enough', device: 'spec' });
});

beforeEach(async () => {
  directory = new Directory(session);
  ada = await DirectoryAccount.create(session.instance.instanceId, 'Ada');
  address = `ada.${crypto.randomUUID()}@example.org`;
  server.show(ada, address);
  await directory.find(address);
});

const fingerprintOf = (account: DirectoryAccount): string => account.identity.certificate.fingerprint;
const history = async (): Promise<unknown> =>
  (await new Directory(session).keyHistory(ada.accountId)).map(({ fingerprint, state, compared = 'no' }) => [fingerprint, state, compared]);

/** The person of this device compares the key that the server shows now. */
const verify = async (shown: DirectoryAccount): Promise<void> => {
  const { keep, fingerprint } = await directory.compare(ada.accountId, { method: 'hex', value: fingerprintOf(shown) });
  await keep({ method: 'hex', result: 'verified', number: 1, hash: 'A'.repeat(43), fingerprint });
};

describe('the keys of a person', () => {
  it('are the one that was met, with its words, and no network is asked', async () => {
    const from = server.paths.length;
    const person = (await directory.people()).find(({ accountId }) => accountId === ada.accountId);
    expect(await directory.keyHistory(ada.accountId)).toEqual([
      { fingerprint: fingerprintOf(ada), words: person?.words, state: 'current' },
    ]);
    expect(server.paths.slice(from)).toEqual([]);
  });

  it('say which was compared, and which routinely followed it', async () => {
    const first = fingerprintOf(ada);
    await verify(ada);
    await ada.rotate('routine');
    server.show(ada);
    await directory.find(address);
    expect(await history()).toEqual([
      [fingerprintOf(ada), 'current', 'no'],
      [first, 'routine', 'hex'],
    ]);
  });

  it('show a key that took the place of one that was given up, and count it in once it was compared', async () => {
    const first = fingerprintOf(ada);
    await ada.rotate('compromise');
    server.show(ada);
    await directory.find(address);
    expect(await history()).toEqual([
      [fingerprintOf(ada), 'undecided', 'no'],
      [first, 'current', 'no'],
    ]);
    await verify(ada);
    expect(await history()).toEqual([
      [fingerprintOf(ada), 'current', 'hex'],
      [first, 'compromise', 'no'],
    ]);
  });

  it('keep the one that another history of the account has no place for', async () => {
    const fork = await ada.fork();
    await ada.rotate('routine');
    server.show(ada);
    await directory.find(address);
    await fork.rotate('routine');
    const [first] = ada.identities;
    server.show(fork);
    await directory.find(address);
    expect(await history()).toEqual([
      [fingerprintOf(fork), 'undecided', 'no'],
      [fingerprintOf(ada), 'current', 'no'],
      [first?.certificate.fingerprint, 'routine', 'no'],
    ]);
    await verify(fork);
    const accepted = [
      [fingerprintOf(fork), 'current', 'hex'],
      [first?.certificate.fingerprint, 'routine', 'no'],
      [fingerprintOf(ada), 'unrelated', 'no'],
    ];
    expect(await history()).toEqual(accepted);
    // Compared once more: nothing is told twice.
    await verify(fork);
    expect(await history()).toEqual(accepted);
  });

  it('say that the account was closed', async () => {
    await ada.revoke();
    server.show(ada);
    await directory.find(address);
    expect(await history()).toEqual([[fingerprintOf(ada), 'closed', 'no']]);
  });

  it('of a stranger are none', async () => {
    const stranger = await DirectoryAccount.create(session.instance.instanceId, 'Bo');
    await expect(directory.keyHistory(stranger.accountId)).rejects.toMatchObject({ code: 'E_PERSON_UNKNOWN' });
  });
});
