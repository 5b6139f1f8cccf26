import { beforeEach, describe, expect, it } from '@jest/globals';
import { EditDevice, joinServer, noteDraft, resourceDraft, twoDevices } from '../../testing/edit-device.ts';
import { RecordServer } from '../../testing/record-server.ts';
import { shareElements } from '../elements/sharing.ts';

let server: RecordServer;
beforeEach(() => {
  server = new RecordServer();
});

const refusal = (code: string) => ({ ok: false, error: expect.objectContaining({ code }) });
const versions = (elementId: string): number => server.elements.get(elementId)?.state.version ?? 0;

describe('an edit', () => {
  it('is a new version, and nothing is left of it on the device', async () => {
    const { one, two, elementId } = await twoDevices(server, noteDraft('first'));
    expect(await one.update(elementId, noteDraft('second'))).toEqual({ elementId, ok: true, version: 2 });
    expect(await one.waiting()).toEqual([]);
    expect(await two.read(elementId)).toMatchObject({ body: 'second', version: 2 });
    // What was written is what the next edit is made from.
    expect(await one.update(elementId, noteDraft('third'))).toEqual({ elementId, ok: true, version: 3 });
    expect(versions(elementId)).toBe(3);
  });

  it('that changes nothing makes no version', async () => {
    const { one, elementId } = await twoDevices(server, noteDraft('first'));
    expect(await one.update(elementId, noteDraft('first'))).toEqual({ elementId, ok: true, version: 1 });
    expect(await one.waiting()).toEqual([]);
  });

  it('waits without the network, is shown, and goes out with the next sync', async () => {
    const { one, two, elementId } = await twoDevices(server, noteDraft('first'));
    expect(await one.while('away', () => one.update(elementId, noteDraft('second')))).toEqual({
      elementId,
      ok: true,
      version: 2,
      isWaiting: true,
    });
    expect(await one.waiting()).toEqual([{ elementId, kind: 'content', title: 'Title', editedAt: expect.any(String), state: 'waiting' }]);
    expect(await one.list()).toMatchObject([{ elementId, edit: 'waiting', version: 1 }]);
    expect(await one.sync()).toMatchObject({ sent: [{ elementId, ok: true, version: 2 }], conflicts: 0 });
    expect([await one.waiting(), (await one.list())[0]?.edit]).toEqual([[], undefined]);
    expect(await two.read(elementId)).toMatchObject({ body: 'second' });
  });

  it('costs a sync nothing when none waits', async () => {
    const { one } = await twoDevices(server, noteDraft('first'));
    await one.sync();
    server.paths.length = 0;
    expect(await one.sync()).toMatchObject({ sent: [] });
    expect(server.paths).toEqual(['/v1/feeds/pull']);
  });

  it('is stored once when its answer was lost, whatever others stored on top of it', async () => {
    const { one, two, elementId } = await twoDevices(server, noteDraft('first'));
    expect(await one.while('lost', () => one.update(elementId, noteDraft('second')))).toMatchObject({ ok: true, isWaiting: true });
    expect(await two.read(elementId)).toMatchObject({ body: 'second' });
    expect(await two.update(elementId, noteDraft('first'))).toMatchObject({ ok: true, version: 3 });
    expect((await one.sync()).sent).toEqual([{ elementId, ok: true, version: 2 }]);
    expect(await one.read(elementId)).toMatchObject({ body: 'first', version: 3 });
    expect([versions(elementId), await one.waiting()]).toEqual([3, []]);
  });

  it('never takes this device back behind what it has seen when its answer comes late', async () => {
    const { one, two, elementId } = await twoDevices(server, noteDraft('first'));
    await one.while('lost', () => one.update(elementId, noteDraft('second')));
    await two.read(elementId);
    await two.update(elementId, noteDraft('third'));
    expect(await one.read(elementId)).toMatchObject({ version: 3 });
    expect(await one.flush()).toEqual([{ elementId, ok: true, version: 2 }]);
    expect(await one.list()).toMatchObject([{ version: 3 }]);
    expect(await one.read(elementId)).toMatchObject({ body: 'third' });
  });

  it('stays when the session ends in between, and goes out after the next login', async () => {
    const { one, elementId } = await twoDevices(server, noteDraft('first'));
    const act = one.while('logged out', () => one.update(elementId, noteDraft('second')));
    await expect(act).rejects.toMatchObject({ code: 'E_UNAUTHENTICATED' });
    expect(await one.waiting()).toMatchObject([{ elementId, state: 'waiting' }]);
    expect((await one.sync()).sent).toEqual([{ elementId, ok: true, version: 2 }]);
  });

  it.each([
    ['E_FORMAT', noteDraft('x', 'y'.repeat(1_001))],
    ['E_LIMIT', noteDraft('x'.repeat(9 * 2 ** 20))],
  ])('that could never be stored is %s, and nothing is kept', async (code, draft) => {
    const { one, elementId } = await twoDevices(server, noteDraft('first'));
    expect(await one.while('away', () => one.update(elementId, draft))).toMatchObject(refusal(code));
    expect(await one.waiting()).toEqual([]);
    await expect(one.update(elementId, noteDraft('second'), 0)).rejects.toMatchObject({ code: 'E_USAGE' });
  });
});

describe('two edits of one device that wait', () => {
  it('are the newer one where it was made from the older', async () => {
    const { one, elementId } = await twoDevices(server, noteDraft('first'));
    await one.while('away', () => one.update(elementId, noteDraft('second')));
    expect(await one.while('away', () => one.update(elementId, noteDraft('third'), 2))).toMatchObject({ ok: true, isWaiting: true });
    expect((await one.sync()).sent).toEqual([{ elementId, ok: true, version: 2 }]);
    expect(await one.read(elementId)).toMatchObject({ body: 'third' });
  });

  it('are joined where both were made from the same', async () => {
    const { one, elementId } = await twoDevices(server, resourceDraft({ a: 1, b: 1 }));
    await one.while('away', () => one.update(elementId, resourceDraft({ a: 2, b: 1 })));
    await one.while('away', () => one.update(elementId, resourceDraft({ a: 1, b: 2 })));
    await one.sync();
    expect(JSON.parse((await one.read(elementId)).body)).toMatchObject({ a: 2, b: 2 });
  });

  it('are not joined where both changed the same: the older one stays until it is given up', async () => {
    const { one, elementId } = await twoDevices(server, noteDraft('first'));
    await one.while('away', () => one.update(elementId, noteDraft('second')));
    const refused = await one.while('away', () => one.update(elementId, noteDraft('other')));
    expect(refused).toEqual({ elementId, ...refusal('E_UNMERGED') });
    await one.discard(elementId);
    expect(await one.update(elementId, noteDraft('other'))).toMatchObject({ ok: true, version: 2 });
    await expect(one.discard(elementId)).rejects.toMatchObject({ code: 'E_NOT_FOUND' });
  });

  it('are not taken for one where somebody else took the place that the older one hoped for', async () => {
    const { one, two, elementId } = await twoDevices(server, resourceDraft({ a: 1, b: 1, c: 1 }));
    await one.while('away', () => one.update(elementId, resourceDraft({ a: 2, b: 1, c: 1 })));
    await two.update(elementId, resourceDraft({ a: 1, b: 2, c: 1 }));
    expect(await one.read(elementId)).toMatchObject({ version: 2 });
    for (const base of [2, undefined]) {
      const outcome = await one.while('away', () => one.update(elementId, resourceDraft({ a: 1, b: 2, c: 2 }), base));
      expect(outcome).toMatchObject(refusal('E_UNMERGED'));
    }
    await one.sync();
    expect(JSON.parse((await one.read(elementId)).body)).toMatchObject({ a: 2, b: 2, c: 1 });
    expect(await one.update(elementId, resourceDraft({ a: 2, b: 2, c: 2 }))).toMatchObject({ ok: true, version: 4 });
  });

  it('are both stored where the answer to the older one was lost', async () => {
    const { one, two, elementId } = await twoDevices(server, noteDraft('first'));
    await one.while('lost', () => one.update(elementId, noteDraft('second')));
    expect(await one.while('away', () => one.update(elementId, noteDraft('third'), 2))).toMatchObject({ isWaiting: true });
    expect((await one.sync()).sent).toEqual([{ elementId, ok: true, version: 3 }]);
    expect(await two.read(elementId)).toMatchObject({ body: 'third', version: 3 });
  });
});

describe('an edit that somebody was faster than', () => {
  it('is joined with what they changed', async () => {
    const { one, two, elementId } = await twoDevices(server, resourceDraft({ a: 1, b: 1 }));
    await one.update(elementId, resourceDraft({ a: 2, b: 1 }));
    expect(await two.update(elementId, resourceDraft({ a: 1, b: 2 }))).toEqual({ elementId, ok: true, version: 3, isMerged: true });
    expect(JSON.parse((await one.read(elementId)).body)).toEqual({ resourceType: 'Observation', a: 2, b: 2 });
  });

  it('waits for a choice where both changed the same, and loses nothing until then', async () => {
    const { one, two, elementId } = await twoDevices(server, resourceDraft({ a: 1, b: 1, c: 1 }));
    await one.update(elementId, resourceDraft({ a: 2, b: 2, c: 1 }));
    expect(await two.update(elementId, resourceDraft({ a: 3, b: 1, c: 3 }))).toEqual({ elementId, ...refusal('E_UNMERGED'), isKept: true });
    expect(await two.list()).toMatchObject([{ elementId, edit: 'conflict', version: 2 }]);
    expect(await two.waiting()).toMatchObject([{ elementId, state: 'conflict' }]);
    expect(await two.sync()).toMatchObject({ sent: [], conflicts: 1 });
    const [conflict] = await two.conflicts();
    expect(conflict).toMatchObject({
      elementId,
      title: 'Title',
      baseVersion: 1,
      theirVersion: 2,
      fields: [{ path: 'a', before: '1', mine: '3', theirs: '2' }],
      merged: [
        { path: 'b', before: '1', after: '2' },
        { path: 'c', before: '1', after: '3' },
      ],
    });
    expect(await two.update(elementId, resourceDraft({ a: 9 }))).toMatchObject(refusal('E_UNMERGED'));
    expect(await two.update(elementId, resourceDraft({ a: 3, b: 1, c: 3, d: 1 }), 1)).toMatchObject(refusal('E_UNMERGED'));
    expect(await two.conflicts()).toEqual([conflict]);
    await expect(two.resolve(elementId, {})).rejects.toMatchObject({ code: 'E_USAGE' });
    await expect(two.resolve(elementId, { all: 'mine', fields: { b: 'mine' } })).rejects.toMatchObject({ code: 'E_USAGE' });
    expect(await two.resolve(elementId, { fields: { a: 'mine' } })).toMatchObject({ ok: true, version: 3 });
    expect(JSON.parse((await one.read(elementId)).body)).toEqual({ resourceType: 'Observation', a: 3, b: 2, c: 3 });
    await expect(two.resolve(elementId, { all: 'mine' })).rejects.toMatchObject({ code: 'E_NOT_FOUND' });
    expect(await two.waiting()).toEqual([]);
  });

  it('makes no version where theirs is chosen', async () => {
    const { one, two, elementId } = await twoDevices(server, noteDraft('first'));
    await one.update(elementId, noteDraft('one'));
    await two.update(elementId, noteDraft('two'));
    expect(await two.resolve(elementId, { all: 'theirs' })).toEqual({ elementId, ok: true, version: 2 });
    expect([versions(elementId), await two.waiting()]).toEqual([2, []]);
  });

  it('is asked for again when it changed again while the person chose', async () => {
    const { one, two, elementId } = await twoDevices(server, noteDraft('first'));
    await one.update(elementId, noteDraft('one'));
    await two.update(elementId, noteDraft('two'));
    await one.update(elementId, noteDraft('once more'));
    expect(await two.resolve(elementId, { all: 'mine' })).toMatchObject(refusal('E_UNMERGED'));
    expect(await two.conflicts()).toMatchObject([
      { theirVersion: 3, fields: [{ path: 'text', before: 'one', mine: 'two', theirs: 'once more' }] },
    ]);
    expect(await two.resolve(elementId, { all: 'mine' })).toMatchObject({ ok: true, version: 4 });
    expect(await one.read(elementId)).toMatchObject({ body: 'two' });
  });

  it('resolved without the network waits and goes out with the next sync', async () => {
    const { one, two, elementId } = await twoDevices(server, noteDraft('first'));
    await one.update(elementId, noteDraft('one'));
    await two.update(elementId, noteDraft('two'));
    expect(await two.while('away', () => two.resolve(elementId, { all: 'mine' }))).toMatchObject({ ok: true, isWaiting: true });
    expect(await two.conflicts()).toEqual([]);
    expect((await two.sync()).sent).toEqual([{ elementId, ok: true, version: 3 }]);
    expect(await one.read(elementId)).toMatchObject({ body: 'two' });
  });

  it('is joined with access versions without a word', async () => {
    const { one, two, elementId } = await twoDevices(server, noteDraft('first'));
    const bob = await joinServer(server, 'Bob');
    await shareElements(await one.context(), [elementId], { accountId: bob.accountId, grant: {} });
    expect(await two.update(elementId, noteDraft('second'))).toEqual({ elementId, ok: true, version: 3 });
    expect(await new EditDevice(bob, server).read(elementId)).toMatchObject({ body: 'second' });
  });
});
