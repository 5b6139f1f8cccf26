import { describe, expect, it } from '@jest/globals';
import { idOf } from '@sealchart/protocol';
import { createElements } from '../features/elements/creation.ts';
import { listElements } from '../features/elements/listing.ts';
import { DirectoryAccount } from '../testing/directory-account.ts';
import { fixedClock } from '../testing/fixed-clock.ts';
import { memoryStore } from '../testing/memory-store.ts';
import { RecordDevice } from '../testing/record-device.ts';
import { RecordServer } from '../testing/record-server.ts';
import { CURSOR, Cursor, countRefused, refusedElements, syncedUpTo } from './cursor.ts';
import { REFUSED_NEWCOMERS } from './refused-list.ts';
import { syncElements } from './sync.ts';

const DAY = 24 * 60 * 60 * 1_000;
const note = (body: string) => ({ schema: 'text/plain', title: '', body });

async function setUp() {
  const server = new RecordServer();
  const account = await DirectoryAccount.create(server.instance.instanceId, 'Ada', 'modern');
  server.show(account);
  const [clock, store] = [fixedClock(Date.now()), memoryStore()];
  const [writer, reader] = [await RecordDevice.create(account, server), await RecordDevice.create(account, server, { clock, store })];
  const tell = (ids: readonly string[]): void => {
    const rows = server.feeds.get(account.accountId) ?? [];
    const invented = ids.map((id, i) => {
      return { principal: account.accountId, seq: rows.length + i + 1, kind: 'element' as const, id, version: 1, hash: 'A'.repeat(43) };
    });
    server.feeds.set(account.accountId, [...rows, ...invented]);
  };
  /** The server keeps these back while `hidden` names them. */
  const hidden = new Set<string>();
  server.mutate = (path, answer) => {
    if (!path.endsWith('/read')) return undefined;
    const { elements, ...rest } = answer as { elements: { elementId: string }[] };
    return { ...rest, elements: elements.filter(({ elementId }) => !hidden.has(elementId)) };
  };
  const write = async (count: number): Promise<string[]> => {
    const drafts = Array.from({ length: count }, (_, i) => note(`note ${i}`));
    return (await createElements(await writer.open(), drafts)).map(({ elementId }) => elementId);
  };
  const sync = async () => syncElements(await reader.open());
  return { server, clock, store, reader, tell, hidden, write, sync };
}

const invented = (count: number, from = 0): string[] =>
  Array.from({ length: count }, (_, i) =>
    idOf(
      'elm_',
      new Uint8Array(16).map((__, at) => ((from + i) >> (8 * (at % 2))) & 0xff),
    ),
  );

describe('what was refused', () => {
  it('is named with its code and since when, after a restart too, until there is a good answer', async () => {
    const { clock, reader, hidden, write, sync } = await setUp();
    const [elementId = ''] = await write(1);
    hidden.add(elementId);
    const since = new Date(clock.now()).toISOString().replace(/\.\d+/, '');
    await sync();
    clock.advance(DAY);
    await sync();
    expect(await refusedElements(await reader.open())).toEqual([{ elementId, code: 'E_INCOMPLETE', detail: 'not served', since }]);
    expect(await countRefused(await reader.open())).toBe(1);
    hidden.clear();
    expect(await sync()).toMatchObject({ changed: 1, refused: [] });
    expect(await refusedElements(await reader.open())).toEqual([]);
    expect(await countRefused(await reader.open())).toBe(0);
  });

  it('of an older release keeps its place, and its reason is known after the next sync', async () => {
    const { reader, tell, sync } = await setUp();
    const [elementId = ''] = invented(1);
    tell([elementId]);
    const { session } = await reader.open();
    await session.store.write({ put: new Map([[CURSOR, { seq: 1, refused: [elementId] }]]) });
    expect(await refusedElements(await reader.open())).toEqual([]);
    expect(await countRefused(await reader.open())).toBe(1);
    await sync();
    expect(await refusedElements(await reader.open())).toMatchObject([{ elementId, code: 'E_INCOMPLETE' }]);
  });

  it('fills no device, whatever a server invents: the rest is counted', async () => {
    const { reader, tell, sync } = await setUp();
    tell(invented(REFUSED_NEWCOMERS + 500));
    await sync();
    const { session } = await reader.open();
    const cursor = await session.store.get(CURSOR, Cursor);
    expect([cursor?.refused.length, cursor?.more?.count, cursor?.seq]).toEqual([REFUSED_NEWCOMERS, 500, REFUSED_NEWCOMERS + 500]);
    expect(await refusedElements(await reader.open())).toHaveLength(REFUSED_NEWCOMERS);
    expect(await countRefused(await reader.open())).toBe(REFUSED_NEWCOMERS + 500);
    expect(await sync()).toMatchObject({ refusedMore: 500 });
  }, 30_000);

  it('and not remembered is found again once there is room, or a day has gone by', async () => {
    const { clock, reader, tell, hidden, write, sync } = await setUp();
    tell(invented(REFUSED_NEWCOMERS));
    const late = await write(2);
    for (const elementId of late) hidden.add(elementId);
    await sync();
    hidden.clear();
    expect(await countRefused(await reader.open())).toBe(REFUSED_NEWCOMERS + 2);
    // No room, and not yet a day: the server is not walked through again.
    await sync();
    expect(await listElements(await reader.open())).toHaveLength(0);
    clock.advance(DAY + 1_000);
    await sync();
    expect(await listElements(await reader.open())).toHaveLength(2);
    expect(await countRefused(await reader.open())).toBe(REFUSED_NEWCOMERS);
    expect(await syncedUpTo(await reader.open())).toBe(REFUSED_NEWCOMERS + 2);
  }, 30_000);

  it('is remembered without a limit where this device had verified it', async () => {
    const { server, reader, tell, hidden, write, sync } = await setUp();
    const known = await write(3);
    await sync();
    tell(invented(REFUSED_NEWCOMERS));
    await sync();
    for (const elementId of known) hidden.add(elementId);
    const rows = [...server.feeds.values()].flat().length;
    server.feeds.forEach((feed, principal) => {
      const news = known.map((id, i) => ({ principal, seq: rows + i + 1, kind: 'element' as const, id, version: 2, hash: 'A'.repeat(43) }));
      server.feeds.set(principal, [...feed, ...news]);
    });
    await sync();
    const { session } = await reader.open();
    const cursor = await session.store.get(CURSOR, Cursor);
    expect(known.every((elementId) => cursor?.refused.includes(elementId))).toBe(true);
    expect(cursor?.more).toBeUndefined();
  }, 30_000);

  it('does not let the feed end earlier while it is walked again', async () => {
    const { server, reader, write, sync } = await setUp();
    await write(3);
    await sync();
    const { session } = await reader.open();
    await session.store.write({ put: new Map([[CURSOR, { seq: 1, refused: [], newest: 3 }]]) });
    server.feeds.forEach((feed, principal) => server.feeds.set(principal, feed.slice(0, 2)));
    await expect(sync()).rejects.toMatchObject({ code: 'E_ROLLBACK' });
  });
});
