import { beforeEach, describe, expect, it } from '@jest/globals';
import { SealchartError } from '@sealchart/protocol';
import { joinServer, noteDraft, resourceDraft, twoDevices } from '../../testing/edit-device.ts';
import { revokeElements, shareElements } from '../elements/sharing.ts';
import { sendEdit } from './sending.ts';
import { storedEdits } from './stored-edit.ts';
import { RecordServer } from '../../testing/record-server.ts';

let server: RecordServer;
beforeEach(() => {
  server = new RecordServer();
});

const isBatch = (path: string): boolean => path === '/v1/elements/batch';
const batches = (): number => server.paths.filter(isBatch).length;
const refused = (code: string) => ({ results: [{ status: 'refused', code }] });
/** Answers the first batches in place of what the server did, which did it all the same. */
const answerFirst = (answers: readonly unknown[]): void => {
  const left = [...answers];
  server.mutate = (path) => (isBatch(path) ? left.shift() : undefined);
};

describe('an edit that was sealed earlier', () => {
  it('is sealed anew when what was sealed is no longer accepted, such as after a rotation', async () => {
    const { one, elementId } = await twoDevices(server, noteDraft('first'));
    const before = server.elements.get(elementId);
    await one.while('lost', () => one.update(elementId, noteDraft('second')));
    if (before) server.elements.set(elementId, before);
    const first = server.elements.get(elementId);
    server.paths.length = 0;
    server.mutate = (path) => {
      if (!isBatch(path) || batches() > 1) return undefined;
      if (first) server.elements.set(elementId, first);
      return refused('E_AUTHOR');
    };
    expect((await one.sync()).sent).toEqual([{ elementId, ok: true, version: 2 }]);
    expect([batches(), (await one.read(elementId)).body]).toEqual([2, 'second']);
  });

  it('stays as it is when the refusal leaves open whether it is stored', async () => {
    const { one, two, elementId } = await twoDevices(server, noteDraft('first'));
    await one.while('lost', () => one.update(elementId, noteDraft('second')));
    await two.read(elementId);
    await two.update(elementId, noteDraft('first'));
    answerFirst([refused('E_NOT_FOUND')]);
    expect((await one.sync()).sent).toMatchObject([{ ok: false, error: { code: 'E_NOT_FOUND' } }]);
    expect((await one.sync()).sent).toEqual([{ elementId, ok: true, version: 2 }]);
    // It was stored and taken back by the other device: it is not made a second time.
    expect(await one.read(elementId)).toMatchObject({ body: 'first', version: 3 });
  });

  it('is sealed anew when the server says that it took a place in which this device verified another version', async () => {
    const { one, two, elementId } = await twoDevices(server, resourceDraft({ a: 1, b: 1 }));
    const before = server.elements.get(elementId);
    await one.while('lost', () => one.update(elementId, resourceDraft({ a: 2, b: 1 })));
    const shownToOne = server.elements.get(elementId)?.state.manifestHash;
    if (before) server.elements.set(elementId, before);
    await two.update(elementId, resourceDraft({ a: 1, b: 2 }));
    expect(await one.read(elementId)).toMatchObject({ version: 2 });
    answerFirst([{ results: [{ status: 'stored', elementId, version: 2, hash: shownToOne }] }]);
    expect((await one.sync()).sent).toMatchObject([{ elementId, ok: true, version: 3 }]);
    expect(JSON.parse((await two.read(elementId)).body)).toMatchObject({ a: 2, b: 2 });
  });

  it('does not take along what another process of this device added to it while it was on its way', async () => {
    const { one, elementId } = await twoDevices(server, noteDraft('first'));
    await one.while('lost', () => one.update(elementId, noteDraft('second')));
    const sending = await one.context();
    const [stored] = await storedEdits(sending.session);
    if (!stored) throw new TypeError('no edit');
    await one.while('away', () => one.update(elementId, noteDraft('third'), 2));
    await sendEdit(sending, stored);
    await one.sync();
    expect([(await one.read(elementId)).body, await one.waiting()]).toEqual(['third', []]);
  });

  it('is no second remark when the server forgot that it has it', async () => {
    const { one, elementId } = await twoDevices(server, noteDraft('first'));
    await one.while('lost', () => one.remark(elementId, 'once'));
    answerFirst([refused('E_CONFLICT')]);
    expect((await one.sync()).sent).toEqual([{ elementId, ok: true, version: 2 }]);
    expect((await one.read(elementId)).remarks.map(({ text }) => text)).toEqual(['once']);
    expect(await one.waiting()).toEqual([]);
  });
});

describe('a new edit', () => {
  it('that is refused at once is not kept: whoever made it hears so', async () => {
    const { one, elementId } = await twoDevices(server, noteDraft('first'));
    answerFirst([refused('E_QUOTA')]);
    expect(await one.update(elementId, noteDraft('second'))).toMatchObject({ ok: false, error: { code: 'E_QUOTA' } });
    expect([batches(), await one.waiting()]).toEqual([2, []]);
  });

  it.each(['E_LOCKED', 'E_NOT_LOGGED_IN', 'E_KEY_CHANGED', 'E_ROLLBACK', 'E_UNMERGED'])(
    'is not refused with what only this device can know, such as %s',
    async (code) => {
      const { one, elementId } = await twoDevices(server, noteDraft('first'));
      answerFirst([refused(code), refused(code)]);
      const outcome = await one.update(elementId, noteDraft('second'));
      expect(outcome).toMatchObject({ ok: false, error: { code: 'E_ANSWER' } });
    },
  );

  it('does not go behind the removal of a reader that it was sealed after, in this try or a later one', async () => {
    const { one, two, elementId } = await twoDevices(server, noteDraft('first'));
    const bob = await joinServer(server, 'Bob');
    await shareElements(await two.context(), [elementId], { accountId: bob.accountId, grant: {} });
    await one.sync();
    const before = server.elements.get(elementId);
    await revokeElements(await two.context(), [elementId], bob.accountId);
    server.mutate = (path) => {
      if (!isBatch(path)) return undefined;
      // From then on Bob was never taken out.
      if (before) server.elements.set(elementId, before);
      return batches() === 1 ? refused('E_CONFLICT') : undefined;
    };
    server.paths.length = 0;
    const outcome = await one.update(elementId, noteDraft('not for Bob'));
    expect(outcome).toMatchObject({ ok: false, error: { code: 'E_ROLLBACK' } });
    expect(server.elements.get(elementId)?.state.version).toBe(2);
  });

  it('that is refused leaves the older one that waits as it was', async () => {
    const { one, elementId } = await twoDevices(server, resourceDraft({ a: 1, b: 1 }));
    await one.while('away', () => one.update(elementId, resourceDraft({ a: 2, b: 1 })));
    server.mutate = (path) => (isBatch(path) ? refused('E_QUOTA') : undefined);
    const before = server.elements.get(elementId);
    expect(await one.update(elementId, resourceDraft({ a: 1, b: 2 }))).toMatchObject({ error: { code: 'E_QUOTA' } });
    if (before) server.elements.set(elementId, before);
    server.mutate = () => undefined;
    expect(await one.waiting()).toHaveLength(1);
  });

  it('waits when others are faster every time, and the sync after that sends it', async () => {
    const { one, two, elementId } = await twoDevices(server, noteDraft('first'));
    const before = server.elements.get(elementId);
    server.mutate = (path) => {
      if (!isBatch(path)) return undefined;
      if (before) server.elements.set(elementId, before);
      return refused('E_CONFLICT');
    };
    server.paths.length = 0;
    expect(await two.update(elementId, noteDraft('second'))).toMatchObject({ error: { code: 'E_CONFLICT' } });
    expect(batches()).toBe(4);
    server.mutate = () => undefined;
    expect(await two.waiting()).toMatchObject([{ state: 'waiting' }]);
    expect((await two.sync()).sent).toEqual([{ elementId, ok: true, version: 2 }]);
    expect((await one.read(elementId)).body).toBe('second');
  });
});

describe('several edits that wait', () => {
  it('are all written down, although the session ended before the first', async () => {
    const { one, elementId } = await twoDevices(server, resourceDraft({ a: 1, b: 1 }));
    const acts = [
      () => one.update(elementId, resourceDraft({ a: 2, b: 1 })),
      () => one.update(elementId, resourceDraft({ a: 1, b: 2 })),
      () => one.remark(elementId, 'one'),
      () => one.remark(elementId, 'two'),
    ];
    for (const act of acts) await expect(one.while('logged out', act)).rejects.toMatchObject({ code: 'E_UNAUTHENTICATED' });
    expect((await one.sync()).sent).toMatchObject([{ ok: true }, { ok: true }]);
    const { body, remarks } = await one.read(elementId);
    expect([JSON.parse(body), remarks.map(({ text }) => text)]).toEqual([expect.objectContaining({ a: 2, b: 2 }), ['one', 'two']]);
  });

  it('do not stop each other when the server answers one of them with nonsense', async () => {
    const { one, elementId } = await twoDevices(server, noteDraft('first'));
    const second = await one.create(noteDraft('first'));
    await one.while('away', () => one.update(elementId, noteDraft('second')));
    await one.while('away', () => one.update(second, noteDraft('second')));
    answerFirst([{ results: [] }]);
    const { sent } = await one.sync();
    expect(sent.map((outcome) => (outcome.ok ? 'ok' : outcome.error.code))).toEqual(['E_ANSWER', 'ok']);
    expect(await one.waiting()).toHaveLength(1);
    expect((await one.sync()).sent).toMatchObject([{ ok: true, version: 2 }]);
  });

  it('wait on when the server asks for less, and do not keep what is new from coming in', async () => {
    const { one, two, elementId } = await twoDevices(server, noteDraft('first'));
    const second = await one.create(noteDraft('first'));
    for (const id of [elementId, second]) await one.while('away', () => one.update(id, noteDraft('second')));
    await two.create(noteDraft('new'));
    let isBusy = true;
    const [elements, feeds] = [new Map(server.elements), new Map(server.feeds)];
    const asked: string[] = [];
    server.mutate = (path, _answer, { body = '' }) => {
      if (!isBatch(path) || !isBusy) return undefined;
      asked.push(body);
      for (const [key, value] of elements) server.elements.set(key, value);
      for (const [key, value] of feeds) server.feeds.set(key, value);
      throw new SealchartError('E_THROTTLED');
    };
    const { sent, changed } = await one.sync();
    expect(sent).toMatchObject([{ ok: false, error: { code: 'E_THROTTLED' } }]);
    expect([new Set(asked).size, changed, (await one.waiting()).length]).toEqual([1, 1, 2]);
    isBusy = false;
    expect((await one.sync()).sent).toMatchObject([{ ok: true }, { ok: true }]);
  });

  it('all stay when the network goes away in the midst of them', async () => {
    const { one, elementId } = await twoDevices(server, noteDraft('first'));
    await one.while('away', () => one.update(elementId, noteDraft('second')));
    one.network = 'away';
    await expect(one.sync()).rejects.toMatchObject({ code: 'E_NETWORK' });
    one.network = 'there';
    expect((await one.sync()).sent).toMatchObject([{ elementId, ok: true }]);
  });
});

describe('what a person has not seen', () => {
  it('is no base of their next edit: a joined version is not taken back by an edit from before', async () => {
    const { one, two, elementId } = await twoDevices(server, resourceDraft({ a: 1, b: 1 }));
    await one.update(elementId, resourceDraft({ a: 2, b: 1 }));
    expect(await two.update(elementId, resourceDraft({ a: 1, b: 2 }))).toMatchObject({ isMerged: true });
    await two.update(elementId, resourceDraft({ a: 1, b: 2, c: 1 }));
    expect(JSON.parse((await one.read(elementId)).body)).toMatchObject({ a: 2, b: 2, c: 1 });
  });

  it('is not behind a remark on what they saw', async () => {
    const { one, two, elementId } = await twoDevices(server, resourceDraft({ a: 1, b: 1 }));
    await one.update(elementId, resourceDraft({ a: 2, b: 1 }));
    await two.remark(elementId, 'seen');
    await two.update(elementId, resourceDraft({ a: 1, b: 2 }));
    const { body, remarks } = await one.read(elementId);
    expect(JSON.parse(body)).toMatchObject({ a: 2, b: 2 });
    expect(remarks).toMatchObject([{ contentVersion: 1, isCurrent: false }]);
  });
});
