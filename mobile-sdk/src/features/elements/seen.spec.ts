import { beforeEach, describe, expect, it } from '@jest/globals';
import { toInstant } from '@sealchart/protocol';
import type { SearchText } from '../../client-api/elements.ts';
import { fixedClock } from '../../testing/fixed-clock.ts';
import { memoryStore } from '../../testing/memory-store.ts';
import { RecordMember } from '../../testing/record-member.ts';
import { RecordServer } from '../../testing/record-server.ts';
import { listElements } from './listing.ts';
import { openElement } from './opening.ts';
import { searchTexts, searchTextsOf } from './search-texts.ts';
import { markSeen } from './seen.ts';
import { revokeElements } from './sharing.ts';

let server: RecordServer;
let [first, second]: RecordMember[] = [];
const [ada, bob] = [() => first as RecordMember, () => second as RecordMember];
let store = memoryStore();
beforeEach(async () => {
  [server, store] = [new RecordServer(), memoryStore()];
  [first, second] = [await RecordMember.join(server, 'Ada'), await RecordMember.join(server, 'Bob', { ports: { store } })];
});

/** Ids of what the list marks as unseen, after a sync, by a device that was just opened. */
async function unseen(member: RecordMember): Promise<string[]> {
  await member.sync();
  return (await listElements(await member.open())).filter(({ isUnseen }) => isUnseen).map(({ elementId }) => elementId);
}
const see = async (member: RecordMember, ...ids: string[]) => markSeen(await member.open(), ids);

describe('what the person has not seen', () => {
  it('is what others wrote until it is marked, and again when they write anew; opening marks nothing', async () => {
    const elementId = await ada().write('one');
    await ada().shared(elementId, bob(), { role: 'editor' });
    expect(await unseen(ada())).toEqual([]);
    expect(await unseen(bob())).toEqual([elementId]);
    expect(await openElement(await bob().open(), elementId)).toMatchObject({ isUnseen: true });
    expect(await unseen(bob())).toEqual([elementId]);
    await see(bob(), elementId);
    expect(await unseen(bob())).toEqual([]);
    expect((await openElement(await bob().open(), elementId)).isUnseen).toBeUndefined();
    await ada().shared(elementId, bob());
    expect(await unseen(bob())).toEqual([]);
    await ada().rewrite(elementId, 'two');
    expect(await unseen(bob())).toEqual([elementId]);
  });

  it('is not what this account wrote itself, on whatever device', async () => {
    const elementId = await ada().write('one');
    await ada().shared(elementId, bob(), { role: 'editor' });
    await bob().sync();
    await bob().rewrite(elementId, 'by Bob');
    expect(await unseen(bob())).toEqual([]);
    expect(await unseen(ada())).toEqual([elementId]);
    expect(await unseen(await RecordMember.of(server, bob().account))).toEqual([]);
  });

  it('is what was shared anew after it was taken away', async () => {
    const elementId = await ada().write('one');
    await ada().shared(elementId, bob());
    await bob().sync();
    await see(bob(), elementId);
    expect(await unseen(bob())).toEqual([]);
    await revokeElements(await ada().open(), [elementId], bob().accountId);
    expect(await unseen(bob())).toEqual([]);
    await ada().shared(elementId, bob());
    expect(await unseen(bob())).toEqual([elementId]);
  });

  it('is kept sealed, and marks of elements that nobody knows are left out', async () => {
    const ids: string[] = [];
    for (let n = 0; n < 3; n += 1) ids.push(await ada().write(`note ${n}`));
    for (const elementId of ids) await ada().shared(elementId, bob());
    await bob().sync();
    await see(bob(), ...ids, 'elm_AAAAAAAAAAAAAAAAAAAAAA');
    const kept = [...store.entries].filter(([key]) => key.startsWith('seen/'));
    expect(kept.length).toBeGreaterThan(0);
    expect(
      kept.some(([, bytes]) =>
        Buffer.from(bytes)
          .toString('latin1')
          .includes(ids[0] ?? ''),
      ),
    ).toBe(false);
    expect(await unseen(bob())).toEqual([]);
    const before = new Map(store.entries);
    await see(bob(), ...ids);
    expect(store.entries).toEqual(before);
  });
});

/** Portions of all pages, in one list. */
const all = async (member: RecordMember) => {
  const texts: SearchText[] = [];
  for await (const portion of searchTexts(await member.open())) texts.push(...portion);
  return texts;
};

describe('search texts', () => {
  it('are those of the newest content, with addenda, of what lists show', async () => {
    const [note, flu] = [
      await ada().write({ title: 'Title', body: 'body of the note' }),
      await ada().write({ schema: 'fhir/R4/Condition', body: '{"resourceType":"Condition","code":{"text":"Flu"}}' }),
    ];
    expect(await all(ada())).toEqual(
      expect.arrayContaining([
        { elementId: note, contentVersion: 1, text: 'Title body of the note' },
        { elementId: flu, contentVersion: 1, text: 'Flu' },
      ]),
    );
    await ada().remark(flu, 'came back');
    await ada().rewrite(note, 'other words');
    await ada().shared(note, bob());
    expect(await searchTextsOf(await ada().open(), [flu])).toEqual([{ elementId: flu, contentVersion: 2, text: 'came back Flu' }]);
    await bob().sync();
    expect(await all(bob())).toEqual([{ elementId: note, contentVersion: 2, text: 'Title other words' }]);
    await revokeElements(await ada().open(), [note], bob().accountId);
    await bob().sync();
    expect(await all(bob())).toEqual([]);
    expect(await searchTextsOf(await bob().open(), [note, 'elm_AAAAAAAAAAAAAAAAAAAAAA'])).toEqual([]);
  });

  it('end with the own access, as lists do', async () => {
    const clock = fixedClock(Date.now());
    const carol = await RecordMember.join(server, 'Carol', { ports: { clock } });
    const elementId = await ada().write('for an hour');
    await ada().shared(elementId, carol, { until: toInstant(clock.now() + 3_600_000) });
    await carol.sync();
    expect(await all(carol)).toHaveLength(1);
    clock.advance(3_601_000);
    expect(await all(carol)).toEqual([]);
    expect(await searchTextsOf(await carol.open(), [elementId])).toEqual([]);
    expect(await listElements(await carol.open())).toEqual([]);
  });
});
