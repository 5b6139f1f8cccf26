import { beforeEach, describe, expect, it } from '@jest/globals';
import type { SignedStatement } from '@sealchart/protocol';
import { SealchartError, idOf } from '@sealchart/protocol';
import type { SyncReport } from '../../client-api/edits.ts';
import type { HttpClient } from '../../ports/http-client.ts';
import { syncElements } from '../../sync/sync.ts';
import { DirectoryAccount } from '../../testing/directory-account.ts';
import { forge } from '../../testing/forger.ts';
import { addNotes, noteDraft } from '../../testing/notes.ts';
import { ownRecord } from '../../testing/own-record.ts';
import { RecordDevice } from '../../testing/record-device.ts';
import { RecordServer } from '../../testing/record-server.ts';
import type { ElementsContext } from '../elements/context.ts';
import { listElements } from '../elements/listing.ts';
import { shareElements } from '../elements/sharing.ts';
import { updateElement } from '../edits/update.ts';
import { finishPendingWork, pendingWork, syncAndFinish, takeLastLook } from './pending-work.ts';

let server: RecordServer;
let ada: DirectoryAccount;
/** A device of Ada's. */
let laptop: RecordDevice;

beforeEach(async () => {
  ({ server, account: ada, device: laptop } = await ownRecord('Ada'));
});

async function rotate(account: DirectoryAccount, cause: 'routine' | 'compromise'): Promise<void> {
  await account.rotate(cause);
  server.show(account);
}
/** Everything that a device of this account without any memory believes. */
async function seenByNewDevice(account: DirectoryAccount = ada): Promise<{ ids: string[]; report: SyncReport }> {
  const context = await (await RecordDevice.create(account, server)).open();
  const report = await syncElements(context);
  return { ids: (await listElements(context)).map(({ elementId }) => elementId).sort(), report };
}
const shown = () => server.entries.get(ada.accountId)?.profile ?? { statement: '', signature: '' };
const profileShown = () => JSON.parse(Buffer.from(shown().statement, 'base64url').toString()) as Record<string, unknown>;
const count = (path: string): number => server.paths.filter((asked) => asked === path).length;
const statesOf = async (context: ElementsContext) => (await listElements(context)).map(({ elementId }) => elementId).sort();

describe('after a routine rotation', () => {
  it('the name is signed anew, and nothing else is left to do', async () => {
    const before = await laptop.open();
    const ids = await addNotes(before, 2);
    expect(await pendingWork(before)).toEqual({ steps: [] });
    await rotate(ada, 'routine');
    const context = await laptop.open();
    expect(await pendingWork(context)).toEqual({ steps: ['profile'] });
    expect(await finishPendingWork(context)).toEqual({ steps: [] });
    const { fingerprint } = ada.identity.certificate;
    expect(profileShown()).toMatchObject({ name: 'Ada', number: 2, author: { account: ada.accountId, fingerprint } });
    expect(context.session.profile).toMatchObject({ name: 'Ada', number: 2, fingerprint });
    expect([count('/v1/anchors'), (await seenByNewDevice()).ids]).toEqual([0, ids.sort()]);
    expect(await finishPendingWork(context)).toEqual({ steps: [] });
    expect(count('/v1/accounts/me/profile')).toBe(1);
  });

  it('another device that was faster is followed', async () => {
    await rotate(ada, 'routine');
    const [one, two] = [await laptop.open(), await (await RecordDevice.create(ada, server)).open()];
    expect(await finishPendingWork(one)).toEqual({ steps: [] });
    expect(await pendingWork(two)).toEqual({ steps: ['profile'] });
    expect(await finishPendingWork(two)).toEqual({ steps: [] });
    expect([two.session.profile, profileShown()['number']]).toEqual([one.session.profile, 2]);
  });
});

describe('after a compromise', () => {
  it('a new device believes nothing until a device that knew it vouches for it, then everything', async () => {
    const ids = (await addNotes(await laptop.open(), 12)).sort();
    await rotate(ada, 'compromise');
    const doubtful = await seenByNewDevice();
    expect(doubtful.ids).toEqual([]);
    expect(doubtful.report.refused.map(({ error }) => error.code)).toEqual(ids.map(() => 'E_CERT'));
    const context = await laptop.open();
    expect(await pendingWork(context)).toEqual({ steps: ['profile', 'anchor'] });
    expect(await finishPendingWork(context)).toEqual({ steps: [] });
    expect(await seenByNewDevice()).toMatchObject({ ids, report: { changed: 12, refused: [] } });
    server.paths.length = 0;
    expect(await finishPendingWork(await laptop.open())).toEqual({ steps: [] });
    expect(server.paths).toEqual([]);
  });

  it('proofs for a whole page are asked for in one request', async () => {
    await addNotes(await laptop.open(), 30);
    await rotate(ada, 'compromise');
    await finishPendingWork(await laptop.open());
    server.paths.length = 0;
    const device = await RecordDevice.create(ada, server);
    await syncElements(await device.open());
    expect(count('/v1/anchors/proofs')).toBe(1);
    await syncElements(await device.open());
    expect(count('/v1/anchors/proofs')).toBe(1);
  });

  it('a person who meets the account later believes what is shared', async () => {
    const bob = await DirectoryAccount.create(server.instance.instanceId, 'Bob');
    server.show(bob);
    const ids = (await addNotes(await laptop.open(), 3)).sort();
    await shareElements(await laptop.open(), ids, { accountId: bob.accountId, grant: { role: 'viewer' } });
    await rotate(ada, 'compromise');
    expect((await seenByNewDevice(bob)).ids).toEqual([]);
    await finishPendingWork(await laptop.open());
    expect(await seenByNewDevice(bob)).toMatchObject({ ids, report: { refused: [] } });
  });

  it('the next sync takes it up, and says nothing of what is done', async () => {
    const ids = (await addNotes(await laptop.open(), 2)).sort();
    await rotate(ada, 'compromise');
    const report = await syncAndFinish(await laptop.open());
    expect(report).toEqual({ changed: 0, gone: 0, refused: [], sent: [], conflicts: 0 });
    expect((await seenByNewDevice()).ids).toEqual(ids);
  });

  it('a device that knew nothing before vouches for nothing', async () => {
    const ids = (await addNotes(await laptop.open(), 2)).sort();
    await rotate(ada, 'compromise');
    const phone = await RecordDevice.create(ada, server);
    const report = await syncAndFinish(await phone.open());
    expect(report).toMatchObject({ changed: 0, pending: { steps: ['anchor'] } });
    expect(report.pending?.error).toBeUndefined();
    const mine = (await addNotes(await phone.open(), 1)).sort();
    expect(await finishPendingWork(await phone.open())).toEqual({ steps: ['anchor'] });
    expect(count('/v1/anchors')).toBe(0);
    await syncAndFinish(await laptop.open());
    expect(count('/v1/anchors')).toBe(1);
    expect(await syncAndFinish(await phone.open())).toMatchObject({ changed: 2, refused: [] });
    expect(await statesOf(await phone.open())).toEqual([...ids, ...mine].sort());
    expect(await pendingWork(await phone.open())).toEqual({ steps: [] });
  });

  it('an empty record needs no anchor', async () => {
    await rotate(ada, 'compromise');
    expect(await finishPendingWork(await laptop.open())).toEqual({ steps: [] });
    expect(count('/v1/anchors')).toBe(0);
  });

  it('what was written with the key afterwards is left out, and everything else is not held up by it', async () => {
    const ids = (await addNotes(await laptop.open(), 4)).sort();
    const [former, thief] = [ada.identity, ada.identity];
    await rotate(ada, 'compromise');
    const author = { instanceId: ada.instanceId, accountId: ada.accountId, identity: thief };
    const readers = [{ accountId: ada.accountId, certificate: former.certificate, role: 'owner' as const }];
    const planted = await forge(author, { elementId: idOf('elm_', new Uint8Array(16)), recordId: ada.accountId, readers });
    await plant(await laptop.open(), planted);
    const report = await syncAndFinish(await laptop.open());
    expect(report.refused).toMatchObject([{ elementId: planted.value.elementId, error: { code: 'E_CERT' } }]);
    expect(report.pending).toBeUndefined();
    const seen = await seenByNewDevice();
    expect(seen.ids).toEqual(ids);
    expect(seen.report.refused.map(({ elementId }) => elementId)).toEqual([planted.value.elementId]);
  });

  it('what was changed with the key afterwards is left out, although this device knows what it was before', async () => {
    const ids = (await addNotes(await laptop.open(), 2)).sort();
    const copy = await RecordDevice.create(ada, server);
    await syncElements(await copy.open());
    const thief = await copy.open();
    await rotate(ada, 'compromise');
    await updateElement(thief, ids[0] ?? '', noteDraft('changed by a thief'));
    expect((await syncAndFinish(await laptop.open())).refused.map(({ elementId }) => elementId)).toEqual([ids[0]]);
    expect((await seenByNewDevice()).ids).toEqual([ids[1]]);
  });

  it('elements of others are not among those that are vouched for', async () => {
    const bob = await DirectoryAccount.create(server.instance.instanceId, 'Bob');
    server.show(bob);
    const device = await RecordDevice.create(bob, server);
    const shared = await addNotes(await device.open(), 2);
    await shareElements(await device.open(), shared, { accountId: ada.accountId, grant: { role: 'editor' } });
    const ids = await addNotes(await laptop.open(), 2);
    await syncElements(await laptop.open());
    await rotate(ada, 'compromise');
    expect(await syncAndFinish(await laptop.open())).toEqual({ changed: 0, gone: 0, refused: [], sent: [], conflicts: 0 });
    expect((await seenByNewDevice()).ids).toEqual([...ids, ...shared].sort());
  });

  it('devices that know different parts vouch for all of them together', async () => {
    const [first, second] = [await laptop.open(), await (await RecordDevice.create(ada, server)).open()];
    const early = await addNotes(first, 3);
    const late = await addNotes(second, 2);
    const [phone, ids] = [await RecordDevice.create(ada, server), [...early, ...late].sort()];
    const phoneBefore = await phone.open();
    await syncElements(phoneBefore);
    await rotate(ada, 'compromise');
    await syncAndFinish(await laptop.open());
    const half = await seenByNewDevice();
    expect([half.ids, half.report.refused.length]).toEqual([[...early].sort(), 2]);
    await syncAndFinish(await phone.open());
    expect(count('/v1/anchors')).toBe(2);
    expect((await seenByNewDevice()).ids).toEqual(ids);
    const later = await laptop.open();
    await syncAndFinish(later);
    expect([count('/v1/anchors'), await statesOf(later)]).toEqual([2, ids]);
  });

  it('a device that finds everything covered makes no other anchor', async () => {
    const ids = await addNotes(await laptop.open(), 3);
    const phone = await RecordDevice.create(ada, server);
    await syncElements(await phone.open());
    await rotate(ada, 'compromise');
    await syncAndFinish(await laptop.open());
    await addNotes(await laptop.open(), 1);
    expect(await syncAndFinish(await phone.open())).toMatchObject({ changed: 1, refused: [] });
    expect([count('/v1/anchors'), await pendingWork(await phone.open()), ids.length]).toEqual([1, { steps: [] }, 3]);
  });

  it('a second one asks for another anchor: the former counts for nothing', async () => {
    const ids = (await addNotes(await laptop.open(), 2)).sort();
    await rotate(ada, 'compromise');
    await syncAndFinish(await laptop.open());
    const phone = await RecordDevice.create(ada, server);
    await syncAndFinish(await phone.open());
    await rotate(ada, 'routine');
    expect(await syncAndFinish(await laptop.open())).toMatchObject({ refused: [] });
    expect([count('/v1/anchors'), (await seenByNewDevice()).ids]).toEqual([1, ids]);
    await rotate(ada, 'compromise');
    expect((await seenByNewDevice()).ids).toEqual([]);
    expect(await syncAndFinish(await phone.open())).toMatchObject({ refused: [] });
    expect([count('/v1/anchors'), (await seenByNewDevice()).ids]).toEqual([2, ids]);
  });

  it('the last look before it verifies what this device did not know, although an answer is lost', async () => {
    const phone = await RecordDevice.create(ada, server);
    await addNotes(await phone.open(), 2);
    const context = await laptop.open();
    let losing = 1;
    server.mutate = () => {
      losing -= 1;
      if (losing >= 0) throw new SealchartError('E_NETWORK');
      return undefined;
    };
    await takeLastLook(context);
    expect((await listElements(context)).length).toBe(2);
    losing = Infinity;
    await expect(takeLastLook(context)).resolves.toBeUndefined();
  });
});

/** A version that the server takes in without asking: it helps whoever made it. */
async function plant({ session }: ElementsContext, version: Awaited<ReturnType<typeof forge>>): Promise<void> {
  const dataPacket = Buffer.from(version.dataPacket).toString('base64url');
  const item = { manifest: version.signed, dataPacket, keyPackets: [...version.keyPackets.values()], open: {} };
  await session.api.batch({ items: [item] }, { idempotencyKey: 'planted' });
}

describe('work that is interrupted', () => {
  it.each(['before', 'after'] as const)('%s any of its requests was done is finished the next time', async (moment) => {
    let cut = 0;
    for (let n = 1; ; n += 1) {
      server = new RecordServer();
      ada = await DirectoryAccount.create(server.instance.instanceId, 'Ada');
      server.show(ada);
      let left = Infinity;
      const http: HttpClient = {
        send: async (request) => {
          left -= 1;
          if (left > 0) return server.send(request);
          if (left === 0 && moment === 'after') await server.send(request);
          throw new SealchartError('E_LOCKED', { detail: 'the process ends here' });
        },
      };
      const device = await RecordDevice.create(ada, server, { http });
      const ids = (await addNotes(await device.open(), 3)).sort();
      await rotate(ada, 'compromise');
      left = n;
      const interrupted = await finishPendingWork(await device.open()).then(
        () => false,
        () => true,
      );
      left = Infinity;
      expect(await finishPendingWork(await device.open())).toEqual({ steps: [] });
      expect((await seenByNewDevice()).ids).toEqual(ids);
      expect(profileShown()).toMatchObject({ name: 'Ada', author: { fingerprint: ada.identity.certificate.fingerprint } });
      if (!interrupted) break;
      cut = n;
    }
    expect(cut).toBeGreaterThanOrEqual(3);
  });
});

describe('a hostile server', () => {
  it.each<[string, () => Promise<unknown>]>([
    ['an anchor of somebody else', async () => ({ anchor: await anchorOf('Mallory') })],
    ['a statement that is no anchor', () => Promise.resolve({ anchor: shown() })],
    ['an anchor that nobody signed', async () => ({ anchor: { ...(await anchorOf('Ada')), signature: shown().signature } })],
  ])('that shows %s as the newest gets no signature', async (_, make) => {
    await addNotes(await laptop.open(), 1);
    await rotate(ada, 'compromise');
    const answer = await make();
    const context = await laptop.open();
    server.mutate = (path) => (path === '/v1/anchors/newest' ? answer : undefined);
    await expect(finishPendingWork(context)).rejects.toMatchObject({ code: expect.stringMatching(/^E_(RIGHT|CONTEXT|SIGNATURE|FORMAT)$/) });
    expect(count('/v1/anchors')).toBe(0);
    server.mutate = () => undefined;
    expect(await finishPendingWork(await laptop.open())).toEqual({ steps: [] });
  });
});

/** A real anchor of this person, made on a server of their own. */
async function anchorOf(name: string): Promise<SignedStatement | undefined> {
  const elsewhere = Object.assign(new RecordServer(), { instance: server.instance });
  const account = name === 'Ada' ? ada : await DirectoryAccount.create(server.instance.instanceId, name);
  elsewhere.show(account);
  const device = await RecordDevice.create(account, elsewhere);
  await addNotes(await device.open(), 1);
  await account.rotate('compromise');
  elsewhere.show(account);
  if (account === ada) server.show(ada);
  await finishPendingWork(await device.open());
  return elsewhere.anchors.get(account.accountId)?.signed;
}
