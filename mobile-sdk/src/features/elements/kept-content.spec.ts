import { beforeEach, describe, expect, it } from '@jest/globals';
import { SealchartError, toInstant } from '@sealchart/protocol';
import type { FixedClock } from '../../testing/fixed-clock.ts';
import { fixedClock } from '../../testing/fixed-clock.ts';
import { memoryStore } from '../../testing/memory-store.ts';
import { RecordMember } from '../../testing/record-member.ts';
import { RecordServer } from '../../testing/record-server.ts';
import { keptContent } from './kept-content.ts';
import { openElement } from './opening.ts';
import { revokeElements } from './sharing.ts';

const server = new RecordServer();
let clock: FixedClock;
let store = memoryStore();
/** What the reader's network does. */
let failure: 'E_NETWORK' | 'E_UNAVAILABLE' | undefined;
let [owner, reader]: RecordMember[] = [];
const ada = (): RecordMember => owner as RecordMember;
const bob = (): RecordMember => reader as RecordMember;
beforeEach(async () => {
  [clock, store, failure] = [fixedClock(Date.now()), memoryStore(), undefined];
  const http: typeof server.send = async (request) => {
    if (failure !== undefined) throw new SealchartError(failure);
    return server.send(request);
  };
  owner = await RecordMember.join(server, 'Ada');
  reader = await RecordMember.join(server, 'Bob', { ports: { clock, store, http: { send: http } } });
});

const openAt = async (member: RecordMember, elementId: string) => openElement(await member.open(), elementId);
const keptAt = async (member: RecordMember, elementId: string) =>
  (await keptContent((await member.open()).session, elementId))?.content.body;

describe('an element that this device has opened', () => {
  it.each(['E_NETWORK', 'E_UNAVAILABLE'] as const)('is shown as it was when the server answers %s', async (code) => {
    const elementId = await ada().write('at hand');
    await ada().shared(elementId, bob(), { role: 'editor' });
    await bob().remark(elementId, 'a remark');
    const online = await openAt(bob(), elementId);
    expect(online).not.toHaveProperty('isOffline');
    failure = code;
    expect(await openAt(bob(), elementId)).toEqual({ ...online, isOffline: true });
    expect(
      await bob()
        .open()
        .then((context) => openElement(context, elementId)),
    ).toMatchObject({ remarks: [{ text: 'a remark' }] });
  });

  it('is not shown from an older version than this device knows of, nor without having been opened', async () => {
    const [elementId, never] = [await ada().write('old'), await ada().write('never opened')];
    for (const each of [elementId, never]) await ada().shared(each, bob());
    await bob().sync();
    await openAt(bob(), elementId);
    await ada().rewrite(elementId, 'new');
    await bob().sync();
    failure = 'E_NETWORK';
    await expect(openAt(bob(), elementId)).rejects.toMatchObject({ code: 'E_NETWORK' });
    await expect(openAt(bob(), never)).rejects.toMatchObject({ code: 'E_NETWORK' });
    // It stays as what an edit was made from.
    expect(await keptAt(bob(), elementId)).toBe('old');
    failure = undefined;
    expect(await openAt(bob(), elementId)).toMatchObject({ body: 'new' });
    expect(await keptAt(bob(), elementId)).toBe('new');
  });

  it('is not shown once the own access has ended', async () => {
    const elementId = await ada().write('for an hour');
    const until = toInstant(clock.now() + 3_600_000);
    await ada().shared(elementId, bob(), { until });
    await openAt(bob(), elementId);
    failure = 'E_NETWORK';
    expect(await openAt(bob(), elementId)).toMatchObject({ isOffline: true, until });
    clock.advance(3_600_000);
    await expect(openAt(bob(), elementId)).rejects.toMatchObject({ code: 'E_AUDIENCE', detail: expect.stringContaining(until) });
  });

  it('goes from this device when it is no longer shared', async () => {
    const elementId = await ada().write('not for long');
    await ada().shared(elementId, bob());
    await openAt(bob(), elementId);
    await revokeElements(await ada().open(), [elementId], bob().accountId);
    await bob().sync();
    expect([...store.entries.keys()].filter((key) => key.startsWith('content/'))).toEqual([]);
    failure = 'E_NETWORK';
    await expect(openAt(bob(), elementId)).rejects.toMatchObject({ code: 'E_NETWORK' });
  });

  it('is refused as always when the server answers wrongly, whatever is kept', async () => {
    const elementId = await ada().write('at hand');
    await ada().shared(elementId, bob());
    await openAt(bob(), elementId);
    const held = server.elements.get(elementId);
    server.elements.delete(elementId);
    await expect(openAt(bob(), elementId)).rejects.toMatchObject({ code: 'E_NOT_FOUND' });
    if (held) server.elements.set(elementId, held);
    expect(await openAt(bob(), elementId)).toMatchObject({ body: 'at hand' });
  });
});

describe('an element that this device wrote', () => {
  it('is at hand without having been opened', async () => {
    const elementId = await bob().write('written here');
    expect(await keptAt(bob(), elementId)).toBe('written here');
    await bob().rewrite(elementId, 'written again');
    failure = 'E_NETWORK';
    expect(await openAt(bob(), elementId)).toMatchObject({ body: 'written again', isOffline: true });
  });
});
