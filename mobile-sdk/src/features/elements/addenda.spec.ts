import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Addendum, ElementView, SignedStatement } from '@sealchart/protocol';
import { idOf, toB64u } from '@sealchart/protocol';
import type { ForgedVersion } from '../../testing/forger.ts';
import { forge, forgeAddendum } from '../../testing/forger.ts';
import { RecordMember } from '../../testing/record-member.ts';
import { RecordServer } from '../../testing/record-server.ts';
import type { ElementsContext } from './context.ts';
import { openElement, proveElement, toOpened } from './opening.ts';
import { knownElement } from './reading.ts';
import type { StoredElement } from './stored-element.ts';

const server = new RecordServer();
const elementId = idOf('elm_', new Uint8Array(16).fill(7));
const otherId = idOf('elm_', new Uint8Array(16).fill(8));

/** The reader is a viewer of the owner's element, the editors write in it. */
let [owner, editor, second, reader]: RecordMember[] = [];
let context: ElementsContext;
const person = (member: RecordMember | undefined): RecordMember => member as RecordMember;
beforeEach(async () => {
  [owner, editor, second, reader] = await Promise.all(
    ['Owner', 'Editor', 'Second', 'Reader'].map((name) => RecordMember.join(server, name)),
  );
  context = await person(reader).open();
});

const about = () => ({ elementId, recordId: person(owner).accountId, body: 'the body' });
const addendum = (by: RecordMember | undefined, overrides: Parameters<typeof forgeAddendum>[2] = {}): Promise<SignedStatement> =>
  forgeAddendum(person(by).author(), about(), overrides);

/** The owner's element, shared with all; content version 1. */
async function shared(): Promise<ForgedVersion[]> {
  const of = (member: RecordMember | undefined, role: 'owner' | 'editor' | 'viewer') => {
    const { accountId, identity } = person(member).account;
    return { accountId, certificate: identity.certificate, role };
  };
  const all = [of(owner, 'owner'), of(editor, 'editor'), of(second, 'editor'), of(reader, 'viewer')];
  const base = { elementId, recordId: person(owner).accountId };
  const first = await forge(person(owner).author(), { ...base, readers: all.slice(0, 1), inner: { body: 'the body' } });
  return [first, await forge(person(owner).author(), { ...base, readers: all, before: first, isAccess: true })];
}

/** One more content version, with these addenda. */
async function bring(
  versions: readonly ForgedVersion[],
  by: RecordMember | undefined,
  addenda: SignedStatement[],
  body = 'the body',
): Promise<ForgedVersion[]> {
  const before = versions.at(-1) as ForgedVersion;
  const certificates = new Map(
    [owner, editor, second, reader].map((member) => [person(member).accountId, person(member).account.identity.certificate]),
  );
  const readers = before.value.audience.map(({ principal, role }) => ({
    accountId: principal,
    role,
    certificate: certificates.get(principal) as never,
  }));
  const base = { elementId, recordId: person(owner).accountId, before, readers };
  return [...versions, await forge(person(by).author(), { ...base, inner: { addenda, body } })];
}

const viewOf = (versions: readonly ForgedVersion[], after = 0): ElementView => {
  const newest = versions.at(-1) as ForgedVersion;
  const keyPacket = newest.keyPackets.get(person(reader).accountId);
  if (!keyPacket) throw new TypeError('no key packet');
  const contentVersion = newest.value.content?.contentVersion ?? 0;
  return {
    elementId,
    chain: versions.slice(after).map(({ signed }) => signed),
    newest: newest.value.version,
    content: { contentVersion, dataPacket: toB64u(newest.dataPacket), keyPacket, open: {} },
  };
};
const prove = (versions: readonly ForgedVersion[], known?: StoredElement) =>
  proveElement(context, viewOf(versions, known?.state.version ?? 0), known);
const expectRefused = async (versions: readonly ForgedVersion[], code: string, known?: StoredElement): Promise<void> =>
  expect(prove(versions, known)).rejects.toMatchObject({ code });

describe('an addendum', () => {
  it('is shown with its proven author and what it speaks about', async () => {
    const note = await addendum(editor, { text: 'seen again' });
    const third = await bring(await shared(), editor, [note]);
    const opened = await toOpened(context.session, await prove(third));
    const remark = { number: 1, text: 'seen again', author: person(editor).accountId, contentVersion: 1, isCurrent: true };
    expect(opened.remarks).toEqual([{ ...remark, authoredAt: '2026-06-01T00:00:00Z' }]);
    const changed = await bring(
      third,
      second,
      [note, await addendum(second, { number: 2, contentVersion: 3, text: 'and again' })],
      'another body',
    );
    const later = await toOpened(context.session, await prove(changed));
    expect(later.remarks).toMatchObject([
      { ...remark, isCurrent: false },
      { number: 2, author: person(second).accountId, isCurrent: false },
    ]);
    expect(later.author).toBe(person(second).accountId);
  });

  it('is kept by whoever writes later, and its author stays', async () => {
    const [note, next] = [await addendum(editor), await addendum(second, { number: 2, contentVersion: 3 })];
    const third = await bring(await shared(), editor, [note]);
    const { stored } = await prove(third);
    expect(stored).toMatchObject({
      provenAddenda: 1,
      addenda: [{ count: 1, author: { account: person(editor).accountId }, contentVersion: 3 }],
    });
    const fourth = await bring(third, second, [note, next]);
    expect((await prove(fourth, stored)).stored).toMatchObject({
      provenAddenda: 2,
      addenda: [{ count: 1 }, { count: 2, contentVersion: 4 }],
    });
    const byOwner = await bring(fourth, owner, [note, next], 'rewritten');
    expect((await prove(byOwner)).stored).toMatchObject({ provenAddenda: 2 });
  });

  it.each<[string, string, Partial<Addendum>]>([
    ['of another element', 'E_ADDENDUM', { elementId: otherId }],
    ['of another record', 'E_ADDENDUM', { recordId: `acc_${'A'.repeat(22)}` }],
    ['with the number of another place', 'E_ADDENDUM', { number: 2 }],
    ['on the version that brings it', 'E_ADDENDUM', { contentVersion: 3 }],
    ['on a version to come', 'E_ADDENDUM', { contentVersion: 9 }],
    ['of another instance', 'E_INSTANCE', { instance: idOf('ins_', new Uint8Array(16)) }],
    ['without words', 'E_FORMAT', { text: '' }],
    ['that is another statement', 'E_CONTEXT', { context: 'sealchart/v1/profile' as never }],
  ])('is refused when it is one %s', async (_name, code, overrides) => {
    await expectRefused(await bring(await shared(), editor, [await addendum(editor, overrides)]), code);
  });

  it('is refused when somebody else than the author of the version signed it, or nobody did', async () => {
    const start = await shared();
    await expectRefused(await bring(start, editor, [await addendum(second)]), 'E_AUTHOR');
    await expectRefused(await bring(start, editor, [await addendum(editor, { signer: person(second).account.identity })]), 'E_SIGNATURE');
    const note = await addendum(editor);
    await expectRefused(
      await bring(start, editor, [{ ...note, signature: (await addendum(editor, { text: 'other' })).signature }]),
      'E_SIGNATURE',
    );
    await expectRefused(await bring(start, editor, [{ ...note, signature: toB64u(new Uint8Array(64)) }]), 'E_SIGNATURE');
    const named = person(second).author();
    await expectRefused(
      await bring(start, editor, [await forgeAddendum({ ...named, accountId: person(editor).accountId }, about())]),
      'E_AUTHOR',
    );
  });

  it('is refused when it is gone, another one, or in another place in a later version', async () => {
    const [note, next, other] = [
      await addendum(editor),
      await addendum(editor, { number: 2, contentVersion: 1 }),
      await addendum(editor, { text: 'another' }),
    ];
    const third = await bring(await shared(), editor, [note, next]);
    const { stored } = await prove(third);
    for (const known of [stored, undefined]) {
      for (const addenda of [[], [note], [next, note], [other, next], [note, next, other].toReversed()]) {
        await expectRefused(await bring(third, second, addenda), 'E_ADDENDUM', known);
      }
      await expect(prove(await bring(third, second, [note, next]), known)).resolves.toBeDefined();
    }
  });

  it('counts no more when only a key given up as compromised vouches for it', async () => {
    const note = await addendum(editor);
    const third = await bring(await shared(), editor, [note]);
    const { stored } = await prove(third);
    const former = person(editor).account.identity;
    await person(editor).account.rotate('compromise');
    server.show(person(editor).account);
    const known = context;
    context = await (await RecordMember.of(server, person(reader).account)).open();
    await expectRefused(third, 'E_CERT');
    // Somebody else built on the version that brought it.
    const fourth = await bring(third, second, [note]);
    await expect(prove(fourth)).resolves.toMatchObject({ stored: { provenAddenda: 1 } });
    // The new key wrote the version, and the old one a statement that could be older or not.
    const stolen = await addendum(editor, {
      number: 2,
      contentVersion: 1,
      signer: former,
      author: { account: person(editor).accountId, fingerprint: former.certificate.fingerprint },
    });
    await expectRefused(await bring(fourth, editor, [note, stolen]), 'E_CERT');
    const unstolen = await addendum(editor, { number: 2, contentVersion: 1 });
    await expect(prove(await bring(fourth, editor, [note, unstolen]))).resolves.toBeDefined();
    // Who saw it while the key counted keeps it.
    context = known;
    await expect(prove(fourth, stored)).resolves.toMatchObject({ stored: { provenAddenda: 1 } });
  });
});

describe('an addendum that this device wrote', () => {
  it('is opened by everybody who reads the element', async () => {
    const written = await person(owner).write('the body');
    await person(owner).shared(written, person(editor), { role: 'editor' });
    await person(owner).shared(written, person(reader));
    await person(editor).remark(written, 'from the editor');
    expect(await knownElement((await person(editor).open()).session, written)).toMatchObject({ provenAddenda: 1, addenda: [{ count: 1 }] });
    await person(owner).remark(written, 'from the owner');
    const seen = [
      { number: 1, text: 'from the editor', author: person(editor).accountId, isCurrent: true },
      { number: 2, text: 'from the owner', author: person(owner).accountId, isCurrent: true },
    ];
    for (const member of [owner, editor, reader]) {
      expect((await openElement(await person(member).open(), written)).remarks).toMatchObject(seen);
    }
  });
});
