import { beforeEach, describe, expect, it } from '@jest/globals';
import type { ElementView, SealedContent } from '@sealchart/protocol';
import { toInstant } from '@sealchart/protocol';
import { fixedClock } from '../../testing/fixed-clock.ts';
import { forgeAddendum } from '../../testing/forger.ts';
import { RecordMember } from '../../testing/record-member.ts';
import { RecordServer } from '../../testing/record-server.ts';
import { finishPendingWork } from '../pending-work/pending-work.ts';
import { compareContents, formerContent, openFormerContent } from './former-content.ts';
import { historyOf } from './history.ts';
import { openElement } from './opening.ts';
import { revokeElements } from './sharing.ts';

let server: RecordServer;
let [owner, reader]: RecordMember[] = [];
const ada = (): RecordMember => owner as RecordMember;
const bob = (): RecordMember => reader as RecordMember;
beforeEach(async () => {
  server = new RecordServer();
  [owner, reader] = [await RecordMember.join(server, 'Ada'), await RecordMember.join(server, 'Bob')];
});

const historyAt = async (member: RecordMember, elementId: string) => historyOf(await member.open(), elementId);
const formerAt = async (member: RecordMember, elementId: string, version: number) =>
  openFormerContent(await member.open(), elementId, version);
const bodiesAt = async (member: RecordMember, elementId: string): Promise<(string | undefined)[]> => {
  const readable = (await historyAt(member, elementId)).filter(({ kind }) => kind === 'content').toReversed();
  return Promise.all(
    readable.map(async ({ contentVersion, isReadable }) => {
      if (isReadable) return (await formerAt(member, elementId, contentVersion)).body;
      await expect(formerAt(member, elementId, contentVersion)).rejects.toMatchObject({ code: 'E_AUDIENCE' });
      return undefined;
    }),
  );
};
/** Answers for one path are changed on their way. */
const mutate = <T>(isMeant: (path: string) => boolean, change: (answer: T) => T): void => {
  server.mutate = (path, answer) => (isMeant(path) ? change(answer as T) : undefined);
};
const isContent = (path: string): boolean => path.includes('/contents/');
const isView = (path: string): boolean => /^\/v1\/elements\/elm_[^/]*$/.test(path);

describe('the history of an element', () => {
  it('tells each version with its proven author, newest first, and who was let in, changed and taken out', async () => {
    const elementId = await ada().write('first');
    const until = toInstant(Date.now() + 3_600_000);
    await ada().shared(elementId, bob(), { role: 'editor' });
    await ada().shared(elementId, bob(), { until });
    await bob().rewrite(elementId, 'second');
    await bob().remark(elementId, 'a remark');
    await revokeElements(await ada().open(), [elementId], bob().accountId);
    const [a, b] = [ada().accountId, bob().accountId];
    expect(await historyAt(ada(), elementId)).toMatchObject([
      {
        version: 6,
        kind: 'access',
        contentVersion: 5,
        author: a,
        access: [{ accountId: b, before: { role: 'editor', until } }],
        addenda: 0,
      },
      { version: 5, kind: 'content', contentVersion: 5, author: b, access: [], addenda: 1, isReadable: true },
      { version: 4, kind: 'content', contentVersion: 4, author: b, access: [], addenda: 0, isReadable: true },
      {
        version: 3,
        kind: 'access',
        contentVersion: 1,
        author: a,
        access: [{ accountId: b, before: { role: 'editor' }, after: { role: 'editor', until } }],
      },
      { version: 2, kind: 'access', contentVersion: 1, author: a, access: [{ accountId: b, after: { role: 'editor' } }] },
      { version: 1, kind: 'content', contentVersion: 1, author: a, access: [{ accountId: a, after: { role: 'owner' } }] },
    ]);
    expect(await bodiesAt(ada(), elementId)).toEqual(['first', 'second', 'second']);
  });

  it('is open from the content on that a reader came in at, or from the beginning', async () => {
    const carol = await RecordMember.join(server, 'Carol', { profile: 'rsa' });
    const elementId = await ada().write('first');
    await ada().rewrite(elementId, 'second');
    await ada().shared(elementId, bob());
    await ada().rewrite(elementId, 'third');
    await ada().shared(elementId, carol, { history: true });
    await ada().rewrite(elementId, 'fourth');
    expect(await bodiesAt(bob(), elementId)).toEqual([undefined, 'second', 'third', 'fourth']);
    expect(await bodiesAt(carol, elementId)).toEqual(['first', 'second', 'third', 'fourth']);
  });

  it('is lost to whoever is taken out, and begins anew for who comes back', async () => {
    const elementId = await ada().write('first');
    await ada().shared(elementId, bob());
    await revokeElements(await ada().open(), [elementId], bob().accountId);
    await ada().rewrite(elementId, 'second');
    await expect(historyAt(bob(), elementId)).rejects.toMatchObject({ code: 'E_NOT_FOUND' });
    await ada().shared(elementId, bob());
    expect(await bodiesAt(bob(), elementId)).toEqual([undefined, 'second']);
  });

  it('leaves out for a reader what was written while the access had ended', async () => {
    const clock = fixedClock(Date.now());
    const dana = await RecordMember.join(server, 'Dana', { ports: { clock } });
    const elementId = await dana.write('first');
    await dana.shared(elementId, bob(), { until: toInstant(clock.now() + 10_000) });
    clock.advance(20_000);
    await dana.rewrite(elementId, 'second');
    await dana.shared(elementId, bob(), { until: toInstant(Date.now() + 3_600_000) });
    await dana.rewrite(elementId, 'third');
    expect(await bodiesAt(bob(), elementId)).toEqual(['first', 'second', 'third']);
    clock.advance(3_600_000);
    await dana.rewrite(elementId, 'fourth');
    await dana.rewrite(elementId, 'fifth');
    await dana.shared(elementId, bob(), { until: null });
    expect(await bodiesAt(bob(), elementId)).toEqual(['first', 'second', 'third', undefined, 'fifth']);
  });

  it('is refused when it does not lead through what this device has seen', async () => {
    const elementId = await ada().write('first');
    await ada().rewrite(elementId, 'second');
    const held = server.elements.get(elementId);
    await ada().rewrite(elementId, 'third');
    const now = server.elements.get(elementId);
    if (!held || !now) throw new TypeError('not stored');
    await openElement(await ada().open(), elementId);
    server.elements.set(elementId, held);
    await expect(historyAt(ada(), elementId)).rejects.toMatchObject({ code: 'E_ROLLBACK' });
    server.elements.set(elementId, now);
    mutate<ElementView>(isView, (view) => ({ ...view, chain: view.chain.length === 3 ? view.chain.slice(0, 2) : [] }));
    await expect(historyAt(ada(), elementId)).rejects.toMatchObject({ code: 'E_INCOMPLETE' });
    mutate<ElementView>(isView, (view) => ({ ...view, chain: view.chain.toSpliced(1, 1) }));
    await expect(historyAt(ada(), elementId)).rejects.toMatchObject({ code: 'E_INCOMPLETE' });
    server.mutate = () => undefined;
    await expect(historyAt(ada(), elementId)).resolves.toHaveLength(3);
  });

  it('is refused when another branch stands in the place of versions that were verified here', async () => {
    const elementId = await ada().write('first');
    const first = server.elements.get(elementId);
    const other = await RecordMember.of(server, ada().account);
    await ada().rewrite(elementId, 'one second');
    if (!first) throw new TypeError('not stored');
    server.elements.set(elementId, first);
    await other.rewrite(elementId, 'another second');
    await expect(historyAt(ada(), elementId)).rejects.toMatchObject({ code: 'E_ROLLBACK' });
    await expect(historyAt(other, elementId)).resolves.toHaveLength(2);
  });
});

describe('a former content', () => {
  it('comes with its own author, time, open fields and addenda', async () => {
    const elementId = await ada().write({ body: 'first', title: 'Once' });
    await ada().shared(elementId, bob(), { role: 'editor', history: true });
    await bob().remark(elementId, 'a remark');
    await ada().rewrite(elementId, { body: 'now', title: 'Now' });
    const context = await bob().open();
    expect(await openFormerContent(context, elementId, 1)).toMatchObject({
      title: 'Once',
      body: 'first',
      author: ada().accountId,
      remarks: [],
    });
    const remark = { text: 'a remark', author: bob().accountId, isCurrent: true };
    expect(await openFormerContent(context, elementId, 3)).toMatchObject({ body: 'first', author: bob().accountId, remarks: [remark] });
    const newest = { title: 'Now', body: 'now', remarks: [{ ...remark, isCurrent: false }] };
    expect(await openFormerContent(context, elementId, 4)).toMatchObject(newest);
    expect(await formerContent(context, elementId, 1)).toMatchObject({ content: { contentVersion: 1, body: 'first' }, open: {} });
  });

  it.each([0, 2, 3, 99])('is not there as number %i, which brought none', async (version) => {
    const elementId = await ada().write('first');
    await ada().shared(elementId, bob());
    await expect(formerAt(ada(), elementId, version)).rejects.toMatchObject({ code: 'E_NOT_FOUND' });
  });

  it('is refused when the server sends another version, another’s packet, a changed one or none', async () => {
    const elementId = await ada().write('first');
    await ada().rewrite(elementId, 'second');
    await ada().shared(elementId, bob(), { history: true });
    await ada().rewrite(elementId, 'third');
    const { session } = await ada().open();
    const [first, second] = [await session.api.content(elementId, 1), await session.api.content(elementId, 2)];
    const bobs = await (await bob().open()).session.api.content(elementId, 1);
    const hostile: [SealedContent, string][] = [
      [second, 'E_BIND'],
      [{ ...second, contentVersion: 1 }, 'E_HASH'],
      [{ ...first, keyPacket: bobs.keyPacket }, 'E_KEY_PACKET'],
      [{ ...first, keyPacket: { ...bobs.keyPacket, principal: ada().accountId } }, 'E_KEY_PACKET'],
      [{ ...first, keyPacket: second.keyPacket }, 'E_COMMITMENT'],
      [{ ...first, dataPacket: second.dataPacket }, 'E_HASH'],
      [{ ...first, open: { favourite: true } }, 'E_HASH'],
    ];
    for (const [answer, code] of hostile) {
      mutate<SealedContent>(isContent, () => answer);
      await expect(formerAt(ada(), elementId, 1)).rejects.toMatchObject({ code });
    }
    mutate<SealedContent>(isContent, () => first);
    await expect(formerAt(ada(), elementId, 1)).resolves.toMatchObject({ body: 'first' });
    server.mutate = () => undefined;
    const held = server.elements.get(elementId);
    if (!held) throw new TypeError('not stored');
    server.elements.set(elementId, { ...held, contents: new Map([...held.contents].filter(([version]) => version !== 1)) });
    await expect(formerAt(ada(), elementId, 1)).rejects.toMatchObject({ code: 'E_INCOMPLETE' });
    await expect(formerAt(bob(), elementId, 1)).rejects.toMatchObject({ code: 'E_NOT_FOUND' });
  });

  it('is refused with an addendum that somebody else than the author of its version signed', async () => {
    const elementId = await ada().write('first');
    await ada().shared(elementId, bob(), { role: 'editor' });
    const about = { elementId, recordId: ada().accountId, body: 'first' };
    const version = await bob().rewrite(elementId, 'second', [await forgeAddendum(ada().author(), about)]);
    await expect(formerAt(ada(), elementId, version)).rejects.toMatchObject({ code: 'E_AUTHOR' });
    await expect(formerAt(ada(), elementId, 1)).resolves.toMatchObject({ body: 'first' });
  });

  it('opens no RSA packet but one that the manifests name', async () => {
    const clinic = await RecordMember.join(server, 'Clinic', { profile: 'rsa' });
    const elementId = await ada().write('first');
    await ada().rewrite(elementId, 'second');
    await ada().shared(elementId, clinic, { history: true });
    const other = await ada().write('other');
    await ada().shared(other, clinic);
    const foreign = await (await clinic.open()).session.api.content(other, 1);
    mutate<SealedContent>(isContent, (content) => ({ ...content, keyPacket: foreign.keyPacket }));
    for (const version of [1, 2]) {
      await expect(formerAt(clinic, elementId, version)).rejects.toMatchObject({
        code: 'E_KEY_PACKET',
        detail: expect.stringContaining('signed'),
      });
    }
    server.mutate = () => undefined;
    await expect(formerAt(clinic, elementId, 1)).resolves.toMatchObject({ body: 'first' });
  });
});

describe('former contents after a rotation', () => {
  it('stay open to an account that went from modern keys to RSA, and are shared on by it', async () => {
    const elementId = await ada().write('first');
    await ada().shared(elementId, bob(), { role: 'manager', history: true });
    await ada().rewrite(elementId, 'second');
    await bob().account.rotate('routine', 'rsa');
    server.show(bob().account);
    await ada().rewrite(elementId, 'third');
    expect(await bodiesAt(bob(), elementId)).toEqual(['first', 'second', 'third']);
    const carol = await RecordMember.join(server, 'Carol');
    await bob().shared(elementId, carol, { history: true });
    expect(await bodiesAt(carol, elementId)).toEqual(['first', 'second', 'third']);
  });

  it('signed by a key given up as compromised are believed where this device saw them before, or an anchor covers them', async () => {
    const elementId = await ada().write('first');
    await ada().rewrite(elementId, 'second');
    await ada().account.rotate('compromise');
    server.show(ada().account);
    const fresh = await RecordMember.of(server, ada().account);
    await expect(historyAt(fresh, elementId)).rejects.toMatchObject({ code: 'E_CERT' });
    expect(await bodiesAt(ada(), elementId)).toEqual(['first', 'second']);
    expect(await finishPendingWork(await ada().open())).toEqual({ steps: [] });
    expect(await bodiesAt(fresh, elementId)).toEqual(['first', 'second']);
  });

  it('signed by a key given up as compromised are believed where somebody else built on them', async () => {
    const elementId = await ada().write('first');
    await ada().shared(elementId, bob(), { role: 'editor' });
    await bob().rewrite(elementId, 'second');
    await bob().account.rotate('compromise');
    server.show(bob().account);
    const fresh = await RecordMember.of(server, ada().account);
    await expect(historyAt(fresh, elementId)).rejects.toMatchObject({ code: 'E_CERT' });
    await revokeElements(await ada().open(), [elementId], bob().accountId);
    expect(await bodiesAt(fresh, elementId)).toEqual(['first', 'second']);
  });
});

describe('two contents of an element', () => {
  it('are compared as they were written', async () => {
    const schema = 'fhir/R4/Observation';
    const elementId = await ada().write({ schema, title: 'Weight', body: '{"resourceType":"Observation","valueQuantity":{"value":1.50}}' });
    await ada().rewrite(elementId, {
      schema,
      title: 'Weight',
      body: '{"resourceType":"Observation","valueQuantity":{"value":1.5,"unit":"kg"}}',
    });
    expect(await compareContents(await ada().open(), elementId, { from: 1, to: 2 })).toEqual([
      { path: 'valueQuantity.value', before: '1.50', after: '1.5' },
      { path: 'valueQuantity.unit', after: 'kg' },
    ]);
    expect(await compareContents(await ada().open(), elementId, { from: 2, to: 2 })).toEqual([]);
  });
});
