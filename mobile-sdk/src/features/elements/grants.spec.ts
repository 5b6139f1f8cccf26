import { beforeEach, describe, expect, it } from '@jest/globals';
import type { AudienceEntry, BatchRequest, SealedContent } from '@sealchart/protocol';
import { AUDIENCE_ENTRIES, HISTORY_PACKETS, entryOf, toInstant } from '@sealchart/protocol';
import type { FixedClock } from '../../testing/fixed-clock.ts';
import { fixedClock } from '../../testing/fixed-clock.ts';
import { RecordMember } from '../../testing/record-member.ts';
import { RecordServer } from '../../testing/record-server.ts';
import { openFormerContent } from './former-content.ts';
import { requireHistoryRoom } from './history-keys.ts';
import { listElements } from './listing.ts';
import { openElement } from './opening.ts';
import { readersOf } from './readers.ts';
import { knownElement } from './reading.ts';
import { revokeElements, shareElements } from './sharing.ts';
import { elementKey } from './stored-element.ts';

const HOUR = 3_600_000;
let server: RecordServer;
let clock: FixedClock;
let [owner, reader]: RecordMember[] = [];
const ada = (): RecordMember => owner as RecordMember;
const bob = (): RecordMember => reader as RecordMember;
/** The writes that went to the server, with the last batch at the end. */
let sent: BatchRequest[] = [];
beforeEach(async () => {
  [server, clock, sent] = [new RecordServer(), fixedClock(Date.UTC(2026, 5, 1)), []];
  server.mutate = (path, _answer, { body }) => {
    if (path === '/v1/elements/batch') sent.push(JSON.parse(body ?? '') as BatchRequest);
    return undefined;
  };
  [owner, reader] = [
    await RecordMember.join(server, 'Ada', { ports: { clock } }),
    await RecordMember.join(server, 'Bob', { ports: { clock } }),
  ];
});

const inHours = (hours: number): string => toInstant(clock.now() + hours * HOUR);
const entryAt = (elementId: string, { accountId }: RecordMember): AudienceEntry | undefined =>
  entryOf(server.elements.get(elementId)?.state.audience ?? [], accountId);
const lastWrite = () => sent.at(-1)?.items[0];
const bodyAt = async (member: RecordMember, elementId: string): Promise<string> => (await openElement(await member.open(), elementId)).body;

describe('a share', () => {
  it('gives a new reader the newest version, as a viewer and without an end, unless it says more', async () => {
    const [plain, full] = [await ada().write('plain'), await ada().write('full')];
    await ada().shared(plain, bob());
    const until = inHours(1);
    await ada().shared(full, bob(), { role: 'manager', until, history: true });
    expect(entryAt(plain, bob())).toEqual(expect.not.objectContaining({ until: expect.anything(), history: true }));
    expect(entryAt(plain, bob())).toMatchObject({ role: 'viewer' });
    expect(entryAt(full, bob())).toMatchObject({ role: 'manager', until, history: true });
  });

  it('leaves alone what it does not name, and sends nothing when all is as it should be', async () => {
    const elementId = await ada().write('kept');
    const until = inHours(1);
    await ada().shared(elementId, bob(), { role: 'editor', until, history: true });
    expect(await ada().shared(elementId, bob(), {})).toBe(2);
    expect(await ada().shared(elementId, bob(), { role: 'editor', until, history: true })).toBe(2);
    await ada().shared(elementId, bob(), { role: 'viewer' });
    expect(entryAt(elementId, bob())).toMatchObject({ role: 'viewer', until, history: true });
    expect(lastWrite()?.keyPackets).toEqual([]);
    await ada().shared(elementId, bob(), { until: null });
    expect(entryAt(elementId, bob())).toMatchObject({ role: 'viewer', history: true });
    expect(entryAt(elementId, bob())).not.toHaveProperty('until');
    await ada().shared(elementId, bob(), { history: false });
    expect(entryAt(elementId, bob())).not.toHaveProperty('history');
    expect(await bodyAt(bob(), elementId)).toBe('kept');
  });

  it.each([
    ['yesterday', () => inHours(-24), 'E_CLOCK'],
    ['now', () => inHours(0), 'E_CLOCK'],
    ['no instant', () => '2030-02-30T00:00:00Z', 'E_REQUEST'],
    ['a day', () => '2030-01-01', 'E_REQUEST'],
    ['nothing', () => '', 'E_REQUEST'],
  ])('is refused with an end that is %s, before anything is asked or sealed', async (_name, until, code) => {
    const elementId = await ada().write('kept');
    const asked = server.paths.length;
    await expect(ada().share(elementId, bob(), { until: until() })).rejects.toMatchObject({ code });
    expect(server.paths).toHaveLength(asked);
    await expect(ada().share(elementId, bob(), { until: inHours(1) })).resolves.toMatchObject({ ok: true });
  });

  it('is refused to oneself, to the owner and to an account that does not exist', async () => {
    const elementId = await ada().write('kept');
    await ada().shared(elementId, bob(), { role: 'manager' });
    await expect(ada().share(elementId, ada())).rejects.toMatchObject({ code: 'E_GRANT' });
    expect(await bob().share(elementId, ada())).toMatchObject({ ok: false, error: { code: 'E_GRANT' } });
    expect(await bob().share(elementId, ada(), { history: true })).toMatchObject({ ok: false, error: { code: 'E_GRANT' } });
    await expect(ada().share(elementId, { accountId: `acc_${'A'.repeat(22)}` })).rejects.toMatchObject({ code: 'E_PERSON_UNKNOWN' });
    expect(server.elements.get(elementId)?.state.version).toBe(2);
  });

  it('is refused to one more than an audience holds, by name of the limit', async () => {
    const elementId = await ada().write('crowded');
    await openElement(await ada().open(), elementId);
    const context = await ada().open();
    const stored = await knownElement(context.session, elementId);
    if (!stored) throw new TypeError('not known');
    const crowd = Array.from({ length: AUDIENCE_ENTRIES - 1 }, (_, i) => ({
      ...(stored.state.audience[0] as AudienceEntry),
      principal: `acc_${String(i).padStart(21, '0')}A`,
      role: 'viewer' as const,
    }));
    const audience = [...stored.state.audience, ...crowd].sort((a, b) => (a.principal < b.principal ? -1 : 1));
    await context.session.store.write({ put: new Map([[elementKey(elementId), { ...stored, state: { ...stored.state, audience } }]]) });
    const [outcome] = await shareElements(context, [elementId], { accountId: bob().accountId, grant: {} });
    expect(outcome).toMatchObject({ ok: false, error: { code: 'E_LIMIT', detail: expect.stringContaining(String(AUDIENCE_ENTRIES)) } });
  });

  it('is refused to viewers and editors, and to managers for managers', async () => {
    const elementId = await ada().write('kept');
    const [carol, dana] = [await RecordMember.join(server, 'Carol'), await RecordMember.join(server, 'Dana')];
    for (const role of ['viewer', 'editor'] as const) {
      await ada().shared(elementId, bob(), { role });
      expect(await bob().share(elementId, carol)).toMatchObject({ ok: false, error: { code: 'E_RIGHT' } });
    }
    await ada().shared(elementId, bob(), { role: 'manager' });
    expect(await bob().share(elementId, carol, { role: 'manager' })).toMatchObject({ ok: false, error: { code: 'E_GRANT' } });
    await ada().shared(elementId, carol, { role: 'manager' });
    expect(await bob().share(elementId, carol, { role: 'viewer' })).toMatchObject({ ok: false, error: { code: 'E_GRANT' } });
    expect(await bob().share(elementId, dana, { role: 'editor' })).toMatchObject({ ok: true });
  });
});

describe('an end of access', () => {
  it('closes lists and content for the reader at that instant, and says so', async () => {
    const elementId = await ada().write('for an hour');
    const until = inHours(1);
    await ada().shared(elementId, bob(), { until });
    await bob().sync();
    expect(await bodyAt(bob(), elementId)).toBe('for an hour');
    expect(await listElements(await bob().open())).toMatchObject([{ elementId, until }]);
    clock.advance(HOUR - 1);
    expect(await listElements(await bob().open())).toHaveLength(1);
    clock.advance(1);
    expect(await listElements(await bob().open())).toEqual([]);
    await expect(bodyAt(bob(), elementId)).rejects.toMatchObject({ code: 'E_AUDIENCE', detail: expect.stringContaining(until) });
    await ada().sync();
    expect(await readersOf(await ada().open(), elementId)).toContainEqual(
      expect.objectContaining({ person: expect.objectContaining({ name: 'Bob' }), until, hasEnded: true }),
    );
  });

  it.each(['modern', 'rsa'] as const)('is moved, and the %s reader gets the key of what was written since', async (profile) => {
    const carol = await RecordMember.join(server, 'Carol', { profile, ports: { clock } });
    const elementId = await ada().write('first');
    await ada().shared(elementId, carol, { role: 'editor', until: inHours(1) });
    clock.advance(2 * HOUR);
    await ada().rewrite(elementId, 'second');
    expect(await ada().share(elementId, carol)).toMatchObject({ ok: false, error: { code: 'E_CLOCK' } });
    expect(await ada().share(elementId, carol, { role: 'viewer' })).toMatchObject({ ok: false, error: { code: 'E_CLOCK' } });
    await ada().shared(elementId, carol, { until: inHours(1) });
    expect(entryAt(elementId, carol)).toMatchObject({ role: 'editor' });
    expect(await bodyAt(carol, elementId)).toBe('second');
    await ada().shared(elementId, carol, { until: inHours(3) });
    expect(await bodyAt(carol, elementId)).toBe('second');
  });
});

describe('a share of the history', () => {
  it.each(['modern', 'rsa'] as const)('brings the %s reader the keys of every former content, and takes them back', async (profile) => {
    const carol = await RecordMember.join(server, 'Carol', { profile });
    const elementId = await ada().write('first');
    for (const body of ['second', 'third']) await ada().rewrite(elementId, body);
    await ada().shared(elementId, carol);
    await expect(openFormerContent(await carol.open(), elementId, 1)).rejects.toMatchObject({ code: 'E_AUDIENCE' });
    await ada().shared(elementId, carol, { history: true });
    expect(lastWrite()?.historyPackets?.map(({ contentVersion }) => contentVersion)).toEqual([1, 2]);
    const named = entryAt(elementId, carol)?.historyPackets?.map(({ contentVersion }) => contentVersion);
    expect(named).toEqual(profile === 'rsa' ? [1, 2] : undefined);
    for (const [version, body] of ['first', 'second', 'third'].entries()) {
      expect(await openFormerContent(await carol.open(), elementId, version + 1)).toMatchObject({ body });
    }
    // What is named stays named, whatever else changes.
    await ada().shared(elementId, carol, { role: 'editor', until: toInstant(Date.now() + HOUR) });
    await ada().rewrite(elementId, 'fourth');
    expect(await openFormerContent(await carol.open(), elementId, 1)).toMatchObject({ body: 'first' });
    await ada().shared(elementId, carol, { history: false });
    expect(entryAt(elementId, carol)).not.toHaveProperty('historyPackets');
    await expect(openFormerContent(await carol.open(), elementId, 1)).rejects.toMatchObject({ code: 'E_AUDIENCE' });
    expect(await bodyAt(carol, elementId)).toBe('fourth');
  });

  it('is given by a manager who reads all of it, and by no other', async () => {
    const carol = await RecordMember.join(server, 'Carol');
    const elementId = await ada().write('first');
    await ada().rewrite(elementId, 'second');
    await ada().shared(elementId, bob(), { role: 'manager' });
    expect(await bob().share(elementId, carol, { history: true })).toMatchObject({ ok: false, error: { code: 'E_GRANT' } });
    expect(entryAt(elementId, carol)).toBeUndefined();
    await ada().shared(elementId, bob(), { history: true });
    expect(await bob().share(elementId, carol, { history: true })).toMatchObject({ ok: true });
    expect(await openFormerContent(await carol.open(), elementId, 1)).toMatchObject({ body: 'first' });
  });

  it('wraps no key that fails its commitment', async () => {
    const elementId = await ada().write('first');
    await ada().rewrite(elementId, 'second');
    const other = await ada().write('of another element');
    const { session } = await ada().open();
    const [first, foreign] = [await session.api.content(elementId, 1), await session.api.content(other, 1)];
    const grafted: [SealedContent, string][] = [
      [{ ...first, keyPacket: foreign.keyPacket }, 'E_COMMITMENT'],
      [foreign, 'E_HASH'],
    ];
    for (const [content, code] of grafted) {
      server.mutate = (path) => (path.endsWith('/contents/1') ? content : undefined);
      expect(await ada().share(elementId, bob(), { history: true })).toMatchObject({ ok: false, error: { code } });
    }
    expect(server.elements.get(elementId)?.state.version).toBe(2);
    server.mutate = () => undefined;
    expect(await ada().share(elementId, bob(), { history: true })).toMatchObject({ ok: true });
  });

  it('names its limit, and what helps', () => {
    expect(() => requireHistoryRoom(HISTORY_PACKETS)).not.toThrow();
    const refusal = { code: 'E_LIMIT', detail: expect.stringMatching(`at most ${HISTORY_PACKETS} .* without its history`) };
    expect(() => requireHistoryRoom(HISTORY_PACKETS + 1)).toThrow(expect.objectContaining(refusal));
  });

  it('needs no keys of former contents where there are none', async () => {
    const elementId = await ada().write('only');
    await ada().shared(elementId, bob(), { history: true });
    expect(lastWrite()?.historyPackets).toBeUndefined();
    expect(entryAt(elementId, bob())).toMatchObject({ history: true });
    const [outcome] = await revokeElements(await ada().open(), [elementId], bob().accountId);
    expect(outcome).toMatchObject({ ok: true });
  });
});
