import { beforeEach, describe, expect, it } from '@jest/globals';
import { BATCH_ITEMS, SealchartError } from '@sealchart/protocol';
import { discardEdit, sendWaiting, waitingEdits } from '../edits/waiting.ts';
import { syncElements } from '../../sync/sync.ts';
import { DirectoryAccount } from '../../testing/directory-account.ts';
import { fixedClock } from '../../testing/fixed-clock.ts';
import { memoryStore } from '../../testing/memory-store.ts';
import { RecordDevice } from '../../testing/record-device.ts';
import { RecordServer } from '../../testing/record-server.ts';
import { createElements } from './creation.ts';
import { eraseElements } from './erasing.ts';
import { listElements } from './listing.ts';
import { openElement } from './opening.ts';
import { ACTS } from './outbox.ts';
import { readersOf } from './readers.ts';
import { revokeElements, shareElements } from './sharing.ts';

type Breakdown = (request: { readonly isBatch: boolean; readonly batches: number; readonly moment: 'before' | 'after' }) => void;

const server = new RecordServer();
const store = memoryStore();
const nothing: Breakdown = () => undefined;
let breakdown: Breakdown = nothing;
let batches = 0;
let device: RecordDevice;
let bob: DirectoryAccount;

beforeEach(async () => {
  [breakdown, batches] = [nothing, 0];
  store.entries.clear();
  server.elements.clear();
  const [ada, other] = await Promise.all(['Ada', 'Bob'].map((name) => DirectoryAccount.create(server.instance.instanceId, name, 'modern')));
  if (!ada || !other) throw new TypeError('no account');
  bob = other;
  for (const account of [ada, bob]) server.show(account);
  const http: typeof server.send = async (request) => {
    const isBatch = request.url.endsWith('/batch');
    batches += isBatch ? 1 : 0;
    breakdown({ isBatch, batches, moment: 'before' });
    const answer = await server.send(request);
    breakdown({ isBatch, batches, moment: 'after' });
    return answer;
  };
  device = await RecordDevice.create(ada, server, { http: { send: http }, store, clock: fixedClock(Date.now()) });
});

const drafts = (count: number) => Array.from({ length: count }, (_, i) => ({ schema: 'text/plain', title: '', body: `note ${i}` }));
const away: Breakdown = () => {
  throw new SealchartError('E_NETWORK');
};
const lost: Breakdown = ({ isBatch, moment }) => {
  if (isBatch && moment === 'after') throw new SealchartError('E_NETWORK');
};
const waitingBatches = () => [...store.entries.keys()].filter((key) => key.startsWith(ACTS)).length;
const create = async (count: number) => createElements(await device.open(), drafts(count));
const sync = async () => syncElements(await device.open());
const share = async (elementId: string) => shareElements(await device.open(), [elementId], { accountId: bob.accountId, grant: {} });

describe('what is written down before it is sent', () => {
  it('is removed with the answer', async () => {
    expect(await create(2)).toMatchObject([
      { ok: true, version: 1 },
      { ok: true, version: 1 },
    ]);
    expect(waitingBatches()).toBe(0);
    expect(await listElements(await device.open())).toHaveLength(2);
  });

  it.each([
    ['cannot be sent', away],
    ['was sent and its answer lost', lost],
  ])('waits when it %s, and is in the record once after the next sync', async (_name, failure) => {
    breakdown = failure;
    const outcomes = await create(3);
    expect(outcomes).toEqual(outcomes.map(({ elementId }) => ({ elementId, ok: true, version: 1, isWaiting: true })));
    expect([waitingBatches(), await listElements(await device.open())]).toEqual([1, []]);
    breakdown = nothing;
    const { sent } = await sync();
    expect(sent).toEqual(outcomes.map(({ elementId }) => ({ elementId, ok: true, version: 1 })));
    expect([waitingBatches(), server.elements.size, (await listElements(await device.open())).length]).toEqual([0, 3, 3]);
    expect((await sync()).sent).toEqual([]);
  });

  it('goes on after the next login when the session ends in the middle: what was confirmed is confirmed, the rest follows', async () => {
    breakdown = ({ isBatch, batches: count, moment }) => {
      if (isBatch && count > 1 && moment === 'before') throw new SealchartError('E_UNAUTHENTICATED');
    };
    const outcomes = await create(BATCH_ITEMS + 1);
    expect(outcomes.map((outcome) => outcome.ok && outcome.isWaiting === true)).toEqual(outcomes.map((_, i) => i >= BATCH_ITEMS));
    expect([server.elements.size, batches, waitingBatches()]).toEqual([BATCH_ITEMS, 2, 1]);
    breakdown = nothing;
    const { sent } = await sync();
    expect(sent.every(({ ok }) => ok)).toBe(true);
    expect(new Set(sent.map(({ elementId }) => elementId))).toEqual(new Set(outcomes.slice(BATCH_ITEMS).map(({ elementId }) => elementId)));
    expect(server.elements.size).toBe(outcomes.length);
  });

  it('holds shares and erasures too', async () => {
    const [first, second] = await create(2);
    const [firstId, secondId] = [first?.elementId ?? '', second?.elementId ?? ''];
    breakdown = lost;
    expect(await share(firstId)).toEqual([{ elementId: firstId, ok: true, version: 2, isWaiting: true }]);
    expect(await eraseElements(await device.open(), [secondId])).toMatchObject([{ elementId: secondId, ok: true, isWaiting: true }]);
    breakdown = nothing;
    expect((await sync()).sent).toEqual([
      { elementId: firstId, ok: true, version: 2 },
      { elementId: secondId, ok: true, version: 2 },
    ]);
    expect(await readersOf(await device.open(), firstId)).toHaveLength(2);
    expect(await listElements(await device.open())).toMatchObject([{ elementId: firstId, version: 2 }]);
    await expect(openElement(await device.open(), secondId)).rejects.toMatchObject({ code: 'E_ERASED' });
  });

  it('is told and dropped when the server refuses it for good', async () => {
    const [created] = await create(1);
    const elementId = created?.elementId ?? '';
    breakdown = ({ isBatch, moment }) => {
      if (isBatch && moment === 'before') throw new SealchartError('E_UNAVAILABLE');
    };
    await share(elementId);
    breakdown = nothing;
    await share(elementId);
    expect((await sync()).sent).toMatchObject([{ elementId, ok: false, error: { code: 'E_CONFLICT' } }]);
    expect([waitingBatches(), (await sync()).sent]).toEqual([0, []]);
  });

  it('never takes an element back behind what this device has seen', async () => {
    const [created] = await create(1);
    const elementId = created?.elementId ?? '';
    breakdown = lost;
    await share(elementId);
    breakdown = nothing;
    await openElement(await device.open(), elementId);
    await revokeElements(await device.open(), [elementId], bob.accountId);
    expect(await sendWaiting(await device.open())).toEqual([{ elementId, ok: true, version: 2 }]);
    expect(await listElements(await device.open())).toMatchObject([{ version: 3, readers: 1 }]);
  });

  it('is not dropped when it is a new element that is refused: it is sealed anew, and kept until it is stored or given up', async () => {
    breakdown = away;
    const [first, second] = await create(2);
    const ids = [first?.elementId ?? '', second?.elementId ?? ''];
    breakdown = nothing;
    const refused = { status: 'refused', code: 'E_QUOTA' };
    server.mutate = (path, _answer, { body }) => {
      if (!path.endsWith('/batch')) return undefined;
      server.elements.clear();
      return { results: (JSON.parse(body ?? '') as { items: unknown[] }).items.map(() => refused) };
    };
    for (let n = 0; n < 2; n += 1) {
      expect((await sync()).sent).toMatchObject(ids.map((elementId) => ({ elementId, ok: false, error: { code: 'E_QUOTA' } })));
      expect(await waitingEdits(await device.open())).toMatchObject(
        ids.map((elementId) => ({ elementId, kind: 'content', state: 'waiting' })),
      );
    }
    server.mutate = () => undefined;
    await discardEdit(await device.open(), ids[0] ?? '');
    expect((await sync()).sent).toEqual([{ elementId: ids[1], ok: true, version: 1 }]);
    expect(await openElement(await device.open(), ids[1] ?? '')).toMatchObject({ body: 'note 1' });
    expect([waitingBatches(), await waitingEdits(await device.open())]).toEqual([0, []]);
  });

  it.each(['E_CONFLICT', 'E_ERASED', 'E_NOT_FOUND'])('is not dropped because a server says %s of a new element', async (code) => {
    breakdown = away;
    const [created] = await create(1);
    const elementId = created?.elementId ?? '';
    breakdown = nothing;
    server.mutate = (path) => {
      if (!path.endsWith('/batch')) return undefined;
      server.elements.clear();
      server.feeds.clear();
      return { results: [{ status: 'refused', code }] };
    };
    for (let n = 0; n < 2; n += 1) expect((await sync()).sent).toMatchObject([{ elementId, ok: false, error: { code } }]);
    expect(await waitingEdits(await device.open())).toMatchObject([{ elementId }]);
    server.mutate = () => undefined;
    expect((await sync()).sent).toEqual([{ elementId, ok: true, version: 1 }]);
  });

  it('goes once this device has verified that it is in the record under another signature', async () => {
    breakdown = lost;
    const [created] = await create(1);
    const elementId = created?.elementId ?? '';
    breakdown = nothing;
    await openElement(await device.open(), elementId);
    server.mutate = (path) => (path.endsWith('/batch') ? { results: [{ status: 'refused', code: 'E_CONFLICT' }] } : undefined);
    expect((await sync()).sent).toEqual([{ elementId, ok: true, version: 1 }]);
    server.mutate = () => undefined;
    expect([waitingBatches(), await waitingEdits(await device.open())]).toEqual([0, []]);
  });

  it('is sealed anew where only the first try is refused, such as by a key that was rotated since', async () => {
    breakdown = away;
    const [created] = await create(1);
    breakdown = nothing;
    server.mutate = (path) => {
      if (!path.endsWith('/batch') || batches > 2) return undefined;
      server.elements.clear();
      return { results: [{ status: 'refused', code: 'E_AUTHOR' }] };
    };
    batches = 1;
    expect((await sync()).sent).toEqual([{ elementId: created?.elementId, ok: true, version: 1 }]);
    server.mutate = () => undefined;
    expect(await listElements(await device.open())).toMatchObject([{ elementId: created?.elementId }]);
  });
});
