import { beforeEach, describe, expect, it } from '@jest/globals';
import { ADDENDUM_CHARACTERS } from '@sealchart/protocol';
import { EditDevice, joinServer, noteDraft, resourceDraft, twoDevices } from '../../testing/edit-device.ts';
import { RecordServer } from '../../testing/record-server.ts';
import { eraseElements } from '../elements/erasing.ts';
import { revokeElements, shareElements } from '../elements/sharing.ts';

let server: RecordServer;
beforeEach(() => {
  server = new RecordServer();
});

const refusal = (code: string) => ({ ok: false, error: expect.objectContaining({ code }) });
const versions = (elementId: string): number => server.elements.get(elementId)?.state.version ?? 0;

describe('an edit whose author lost the right to it', () => {
  it('stays as a draft, is told at each sync, and goes with the person alone', async () => {
    const { one, elementId } = await twoDevices(server, noteDraft('first'));
    const bob = await joinServer(server, 'Bob');
    const his = new EditDevice(bob, server);
    await shareElements(await one.context(), [elementId], { accountId: bob.accountId, grant: { role: 'editor' } });
    await his.sync();
    await his.read(elementId);
    await his.while('away', () => his.update(elementId, noteDraft('by Bob')));
    await revokeElements(await one.context(), [elementId], bob.accountId);
    for (let n = 0; n < 2; n += 1) expect((await his.sync()).sent).toMatchObject([refusal('E_NOT_FOUND')]);
    expect(await his.waiting()).toMatchObject([{ elementId, state: 'waiting' }]);
    await shareElements(await one.context(), [elementId], { accountId: bob.accountId, grant: { role: 'editor' } });
    expect((await his.sync()).sent).toMatchObject([{ ok: true, version: 5 }]);
    expect(await one.read(elementId)).toMatchObject({ body: 'by Bob' });
  });

  it('is refused at once, and not kept, where it never was theirs', async () => {
    const { one, elementId } = await twoDevices(server, noteDraft('first'));
    const bob = await joinServer(server, 'Bob');
    const his = new EditDevice(bob, server);
    await shareElements(await one.context(), [elementId], { accountId: bob.accountId, grant: { role: 'viewer' } });
    await his.sync();
    expect(await his.update(elementId, noteDraft('by Bob'))).toMatchObject(refusal('E_RIGHT'));
    expect(await his.remark(elementId, 'by Bob')).toMatchObject(refusal('E_RIGHT'));
    expect(await his.waiting()).toEqual([]);
    expect(await new EditDevice(await joinServer(server, 'Eve'), server).update(elementId, noteDraft('x'))).toMatchObject(
      refusal('E_NOT_FOUND'),
    );
  });
});

describe('an addendum', () => {
  it('carries its own author, number and the content that it speaks about', async () => {
    const { one, two, elementId } = await twoDevices(server, noteDraft('first'));
    const bob = await joinServer(server, 'Bob');
    const his = new EditDevice(bob, server);
    await shareElements(await one.context(), [elementId], { accountId: bob.accountId, grant: { role: 'editor' } });
    await his.sync();
    await his.read(elementId);
    expect(await two.remark(elementId, 'one')).toEqual({ elementId, ok: true, version: 3 });
    expect(await his.remark(elementId, 'two')).toMatchObject({ ok: true, version: 4 });
    expect(await one.update(elementId, noteDraft('second'))).toMatchObject({ ok: true, version: 5 });
    const { accountId: account } = one.account;
    expect((await one.read(elementId)).remarks).toMatchObject([
      { number: 1, text: 'one', author: account, contentVersion: 1, isCurrent: false },
      { number: 2, text: 'two', author: bob.accountId, contentVersion: 1, isCurrent: false },
    ]);
  });

  it('waits without the network, with others, and is never doubled or moved', async () => {
    const { one, two, elementId } = await twoDevices(server, noteDraft('first'));
    await one.while('lost', () => one.remark(elementId, 'one'));
    await one.while('away', () => one.remark(elementId, 'two'));
    await one.while('away', () => one.update(elementId, noteDraft('second')));
    await two.remark(elementId, 'by the other');
    expect(await one.waiting()).toMatchObject([{ kind: 'addendum' }, { kind: 'content' }]);
    expect((await one.sync()).sent).toMatchObject([{ ok: true }, { ok: true }]);
    const { remarks, body } = await two.read(elementId);
    expect([body, remarks.map(({ number, text }) => [number, text])]).toEqual([
      'second',
      [
        [1, 'one'],
        [2, 'by the other'],
        [3, 'two'],
      ],
    ]);
    expect(await one.waiting()).toEqual([]);
  });

  it('is refused when it is empty or too long', async () => {
    const { one, elementId } = await twoDevices(server, noteDraft('first'));
    expect(await one.remark(elementId, '')).toMatchObject(refusal('E_FORMAT'));
    expect(await one.remark(elementId, 'x'.repeat(ADDENDUM_CHARACTERS + 1))).toMatchObject(refusal('E_LIMIT'));
    expect(await one.waiting()).toEqual([]);
  });
});

describe('a former content', () => {
  it('comes back as a new version, with all addenda', async () => {
    const { one, two, elementId } = await twoDevices(server, { ...noteDraft('first'), open: { favourite: true } });
    await one.remark(elementId, 'on the first');
    await one.update(elementId, { ...noteDraft('second', 'Other'), open: {} });
    expect(await two.restore(elementId, 1)).toEqual({ elementId, ok: true, version: 4 });
    expect(await one.read(elementId)).toMatchObject({
      body: 'first',
      title: 'Title',
      open: { favourite: true },
      remarks: [{ text: 'on the first', isCurrent: true }],
    });
    expect([versions(elementId), await two.waiting()]).toEqual([4, []]);
  });

  it('is E_NOT_FOUND where no version brought it, and needs the right of an editor', async () => {
    const { one, elementId } = await twoDevices(server, noteDraft('first'));
    expect(await one.restore(elementId, 7)).toMatchObject(refusal('E_NOT_FOUND'));
    const bob = await joinServer(server, 'Bob');
    await shareElements(await one.context(), [elementId], { accountId: bob.accountId, grant: { role: 'viewer' } });
    expect(await new EditDevice(bob, server).restore(elementId, 1)).toMatchObject(refusal('E_RIGHT'));
    expect(versions(elementId)).toBe(2);
  });

  it('waits when the answer is lost, and is not made twice', async () => {
    const { one, elementId } = await twoDevices(server, noteDraft('first'));
    await one.update(elementId, noteDraft('second'));
    expect(await one.while('lost', () => one.restore(elementId, 1))).toMatchObject({ ok: true, version: 3, isWaiting: true });
    expect(await one.restore(elementId, 1)).toEqual({ elementId, ok: true, version: 3 });
    expect([versions(elementId), (await one.read(elementId)).body]).toEqual([3, 'first']);
  });
});

describe('an edit of what this device never opened', () => {
  it('is joined with the help of the former content', async () => {
    const { one, elementId } = await twoDevices(server, resourceDraft({ a: 1, b: 1 }));
    const third = new EditDevice(one.account, server);
    await third.sync();
    await one.update(elementId, resourceDraft({ a: 2, b: 1 }));
    expect(await third.update(elementId, resourceDraft({ a: 1, b: 2 }))).toMatchObject({ ok: true, version: 3, isMerged: true });
  });

  it('is a conflict in every difference where its base is not open to its author', async () => {
    const { one, elementId } = await twoDevices(server, resourceDraft({ a: 1, b: 1 }));
    const bob = await joinServer(server, 'Bob');
    await one.update(elementId, resourceDraft({ a: 2, b: 2 }));
    await shareElements(await one.context(), [elementId], { accountId: bob.accountId, grant: { role: 'editor' } });
    const his = new EditDevice(bob, server);
    await his.sync();
    expect(await his.update(elementId, resourceDraft({ a: 2, b: 3 }), 1)).toMatchObject(refusal('E_UNMERGED'));
    expect(await his.conflicts()).toMatchObject([{ fields: [{ path: 'b', mine: '3', theirs: '2' }] }]);
  });
});

describe('an edit of an element that was erased meanwhile', () => {
  it('stays as a draft and is told; it goes with an erasure on its own device', async () => {
    const { one, two, elementId } = await twoDevices(server, noteDraft('first'));
    await one.while('away', () => one.update(elementId, noteDraft('second')));
    await eraseElements(await two.context(), [elementId]);
    await one.sync();
    expect((await one.sync()).sent).toMatchObject([refusal('E_ERASED')]);
    expect(await one.waiting()).toMatchObject([{ elementId, title: 'Title' }]);
    await one.discard(elementId);
    expect((await one.sync()).sent).toEqual([]);
    const other = await one.create(noteDraft('first'));
    await one.while('away', () => one.update(other, noteDraft('second')));
    await eraseElements(await one.context(), [other]);
    expect(await one.waiting()).toEqual([]);
  });
});
