import { beforeEach, describe, expect, it } from '@jest/globals';
import type { SealchartError } from '@sealchart/protocol';
import { idOf, toB64u } from '@sealchart/protocol';
import * as fc from 'fast-check';
import { syncElements } from '../../sync/sync.ts';
import { DirectoryAccount } from '../../testing/directory-account.ts';
import { Faults } from '../../testing/faults.ts';
import type { MemoryStore } from '../../testing/memory-store.ts';
import { memoryStore } from '../../testing/memory-store.ts';
import { RecordDevice } from '../../testing/record-device.ts';
import { RecordMember } from '../../testing/record-member.ts';
import { RecordServer } from '../../testing/record-server.ts';
import type { ElementsContext } from './context.ts';
import { createElements } from './creation.ts';
import { elementIndex } from './element-index.ts';
import { eraseElements } from './erasing.ts';
import { INDEX_HEAD, pageKey, textsKey } from './index-pages.ts';
import type { IndexRow } from './index-row.ts';
import { rowOf } from './index-row.ts';
import { textOf } from './index-snapshot.ts';
import { listElements } from './listing.ts';
import { openElement } from './opening.ts';
import { knownElement } from './reading.ts';
import { searchTexts } from './search-texts.ts';
import type { ShownElement } from './stored-element.ts';
import { ELEMENTS, StoredElement, elementKey, isShown } from './stored-element.ts';

let [server, account, memory, faults] = [new RecordServer(), {} as DirectoryAccount, memoryStore(), new Faults()];
let device: RecordDevice;
beforeEach(async () => {
  server = new RecordServer();
  account = await DirectoryAccount.create(server.instance.instanceId, 'Ada', 'modern');
  server.show(account);
  [memory, faults] = [memoryStore(), new Faults()];
  device = await RecordDevice.create(account, server, { store: faults.store(memory) });
});

const byId = (a: IndexRow, b: IndexRow): number => (a.summary.elementId < b.summary.elementId ? -1 : 1);

/** What pages and entries say, each read by somebody who has nothing in memory. */
async function bothOf(opened: ElementsContext) {
  const { session } = opened;
  const shown = [...(await session.store.getAll(ELEMENTS, StoredElement)).values()].filter(isShown);
  const texts = new Map<string, unknown>();
  for await (const portion of elementIndex(session).texts()) for (const [id, text] of portion.texts) texts.set(id, text);
  return {
    pages: { rows: (await elementIndex(session).rows()).sort(byId), texts: [...texts].sort() },
    entries: {
      rows: shown.map((stored) => rowOf(stored, session.account.accountId)).sort(byId),
      texts: shown.map((stored) => [stored.state.elementId, textOf(stored)]).sort(),
    },
  };
}

async function expectEqual(store: MemoryStore = memory): Promise<void> {
  const { pages, entries } = await bothOf(await device.open());
  // As text: of thousands of rows that is quicker to compare.
  expect(pages.rows.map((row) => JSON.stringify(row))).toEqual(entries.rows.map((row) => JSON.stringify(row)));
  expect(JSON.stringify(pages.texts)).toBe(JSON.stringify(entries.texts));
  expect(entries.rows.length === 0 || store.entries.has(INDEX_HEAD)).toBe(true);
}

const note = (body: string, title = 'Title') => ({ schema: 'text/plain', title, body });

/** An entry that a real act made, to be varied. */
async function sample(): Promise<ShownElement> {
  const context = await device.open();
  const [outcome] = await createElements(context, [note('sample')]);
  const stored = await knownElement(context.session, outcome?.elementId ?? '');
  if (!stored || !isShown(stored)) throw new TypeError('no sample');
  await context.session.store.write({ remove: [elementKey(stored.state.elementId)] });
  return stored;
}

function variant({ state, summary, ...rest }: ShownElement, n: number, version: number): ShownElement {
  const elementId = idOf(
    'elm_',
    new Uint8Array(16).map((_, i) => (n >> (8 * (i % 4))) & 0xff),
  );
  const content = { ...state.content, contentVersion: version };
  const text = `text ${n} ${version}`;
  return { ...rest, state: { ...state, elementId, version, content }, summary: { ...summary, title: `title ${n} ${version}`, text } };
}

const entryOf = (stored: ShownElement): [string, unknown] => [elementKey(stored.state.elementId), stored];

/** Entries that are not as they were, but for the store's own mark. */
function changedSince(before: ReadonlyMap<string, Uint8Array>): string[] {
  const changed = [...memory.entries].filter(([key, bytes]) => before.get(key) !== bytes).map(([key]) => key);
  return changed.filter((key) => !key.startsWith('mark/')).sort();
}

/** As an element is kept that is no longer shared. */
const gone = ({ summary: _summary, ...stored }: ShownElement) => ({ ...stored, gone: true });

/** One bit of an entry is another one. */
const damage = (key: string) =>
  memory.entries.set(
    key,
    (memory.entries.get(key) ?? new Uint8Array()).map((byte, i) => (i === 20 ? byte ^ 1 : byte)),
  );

/** How many rows there are, when pages and entries agree. */
const same = async (member: RecordMember) => {
  const { pages, entries } = await bothOf(await member.open());
  expect(pages).toEqual(entries);
  return pages.rows.length;
};

/** The code with which a write was refused. */
async function codeOf(write: Promise<void> | undefined): Promise<string | undefined> {
  try {
    await write;
    return undefined;
  } catch (error) {
    return (error as SealchartError).code;
  }
}

describe('pages of rows', () => {
  it('say what the entries say after any writes of two clients and any failures', async () => {
    const base = await sample();
    const clients = [await device.open(), await device.open()];
    const change = fc.record({
      client: fc.nat({ max: 1 }),
      from: fc.nat({ max: 900 }),
      count: fc.oneof(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 300, max: 600 })),
      kind: fc.constantFrom('put', 'put', 'put', 'remove', 'leave' as const),
      fault: fc.constantFrom(undefined, undefined, 'before', 'after' as const),
    });
    let version = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(change, { maxLength: 8 }), async (changes) => {
        for (const { client, from, count, kind, fault } of changes) {
          version += 1;
          const variants = Array.from({ length: count }, (_, i) => variant(base, from + i, version));
          const put = new Map<string, unknown>(
            kind === 'leave' ? variants.map((stored) => [entryOf(stored)[0], gone(stored)]) : variants.map(entryOf),
          );
          faults.plan(fault === undefined ? undefined : { at: 1, moment: fault, kind: 'once' });
          const write = clients[client]?.session.store.write(kind === 'remove' ? { remove: [...put.keys()] } : { put });
          const code = await codeOf(write);
          expect(code).toBe(fault === undefined ? undefined : 'E_STORE');
          faults.plan(undefined);
          await expectEqual();
        }
      }),
      { numRuns: 6 },
    );
  }, 60_000);

  it('of two clients that write at the same time hold the rows of both', async () => {
    const base = await sample();
    const [one, two] = [await device.open(), await device.open()];
    await Promise.all(
      Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? one : two).session.store.write({ put: new Map([entryOf(variant(base, i, 1))]) })),
    );
    await expectEqual();
    expect(await listElements(one)).toHaveLength(20);
    expect(await listElements(two)).toHaveLength(20);
  });

  it('are one write with what they repeat, and only those that change are written', async () => {
    const base = await sample();
    const context = await device.open();
    await context.session.store.write({ put: new Map(Array.from({ length: 2_500 }, (_, i) => entryOf(variant(base, i, 1)))) });
    const before = new Map(memory.entries);
    faults.plan(undefined);
    await context.session.store.write({ put: new Map([entryOf(variant(base, 1_200, 2))]) });
    expect(faults.calls).toBe(1);
    expect(changedSince(before)).toEqual([INDEX_HEAD, pageKey(2), textsKey(2), entryOf(variant(base, 1_200, 2))[0]].sort());
    // The same again, as when an element is opened: nothing but the entry.
    const after = new Map(memory.entries);
    await context.session.store.write({ put: new Map([entryOf(variant(base, 1_200, 2))]) });
    expect(changedSince(after)).toEqual([entryOf(variant(base, 1_200, 2))[0]]);
  });

  it('stand for the entries: lists open none of them', async () => {
    const base = await sample();
    await (await device.open()).session.store.write({ put: new Map(Array.from({ length: 50 }, (_, i) => entryOf(variant(base, i, 1)))) });
    for (const key of memory.entries.keys()) if (key.startsWith(ELEMENTS)) memory.entries.set(key, new Uint8Array(40));
    expect(await listElements(await device.open())).toHaveLength(50);
  });
});

describe('pages that cannot be used', () => {
  beforeEach(async () => {
    const base = await sample();
    await (
      await device.open()
    ).session.store.write({ put: new Map(Array.from({ length: 1_200 }, (_, i) => entryOf(variant(base, i, 1)))) });
  });

  it.each([
    [
      'without any, as an older release left them',
      () => [INDEX_HEAD, pageKey(1), pageKey(2), textsKey(1), textsKey(2)].forEach((key) => memory.entries.delete(key)),
    ],
    ['the head damaged', () => damage(INDEX_HEAD)],
    ['a page damaged', () => damage(pageKey(1))],
    ['a page missing', () => memory.entries.delete(pageKey(2))],
    ['a page from another time', () => memory.entries.set(pageKey(1), memory.entries.get(pageKey(2)) ?? new Uint8Array())],
    ['texts damaged', () => damage(textsKey(1))],
  ])('%s: nothing is missing, and a sync or the next write makes them anew', async (_, harm) => {
    harm();
    const context = await device.open();
    expect((await listElements(context)).length).toBe(1_200);
    let texts = 0;
    for await (const portion of searchTexts(context)) texts += portion.filter(({ text }) => text.startsWith('text')).length;
    expect(texts).toBe(1_200);
    const harmed = new Map(memory.entries);
    await syncElements(context);
    expect(memory.entries.get(INDEX_HEAD)).not.toEqual(harmed.get(INDEX_HEAD));
    await expectEqual();
    harm();
    // The sync brought the sample, too.
    await createElements(await device.open(), [note('one more')]);
    await expectEqual();
    expect((await listElements(await device.open())).length).toBe(1_202);
  });

  it('an older page is not taken for the newest', async () => {
    const before = memory.entries.get(pageKey(1)) ?? new Uint8Array();
    const context = await device.open();
    const [row] = await elementIndex(context.session).rows();
    await context.session.store.write({ remove: [elementKey(row?.summary.elementId ?? '')] });
    memory.entries.set(pageKey(1), before);
    expect((await listElements(await device.open())).length).toBe(1_199);
  });

  it('a damaged entry is in nobody else’s way', async () => {
    const [key] = [...memory.entries.keys()].filter((name) => name.startsWith(ELEMENTS));
    damage(key ?? '');
    memory.entries.delete(INDEX_HEAD);
    await createElements(await device.open(), [note('one more')]);
    await expect(listElements(await device.open())).rejects.toMatchObject({ code: 'E_STORE' });
  });
});

describe('pages after acts', () => {
  it('follow what is written, opened, shared, erased and synced, on every device', async () => {
    const [bob, other] = [await RecordMember.join(server, 'Bob'), await RecordMember.of(server, account)];
    const ada = await RecordMember.of(server, account, { store: memory });
    const openAda = () => ada.open();
    const ids = [
      await ada.write('one'),
      await ada.write({ body: '{"resourceType":"Condition","code":{"text":"Flu"}}', schema: 'fhir/R4/Condition' }),
    ];
    await ada.write('three');
    expect(await same(ada)).toBe(3);
    await ada.shared(ids[0] ?? '', bob, { role: 'editor' });
    await ada.shared(ids[1] ?? '', bob);
    await bob.sync();
    expect(await same(bob)).toBe(2);
    await bob.rewrite(ids[0] ?? '', 'by Bob');
    await ada.remark(ids[1] ?? '', 'a remark');
    await openElement(await openAda(), ids[0] ?? '');
    expect(await same(ada)).toBe(3);
    await other.sync();
    expect(await same(other)).toBe(3);
    await eraseElements(await openAda(), [ids[0] ?? '']);
    await other.sync();
    await bob.sync();
    expect([await same(ada), await same(other), await same(bob)]).toEqual([2, 2, 1]);
    expect(toB64u(memory.entries.get(INDEX_HEAD) ?? new Uint8Array())).not.toBe('');
  });
});
