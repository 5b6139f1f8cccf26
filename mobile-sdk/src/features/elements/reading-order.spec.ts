import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ElementContent, ElementView } from '@sealchart/protocol';
import { PROFILE, fromB64u, idOf, padContent, toB64u, toInstant, utf8 } from '@sealchart/protocol';
import { wrapSessionKey } from '../../crypto/key-packet.ts';
import { Session } from '../../session/session.ts';
import type { UnlockedSession } from '../../session/unlocked-session.ts';
import { DirectoryAccount } from '../../testing/directory-account.ts';
import { DirectoryServer } from '../../testing/directory-server.ts';
import type { ForgedReader, ForgedVersion, Forgery } from '../../testing/forger.ts';
import { forge, forgeAddendum } from '../../testing/forger.ts';
import { testPorts } from '../../testing/ports.ts';
import { Directory } from '../directory/directory.ts';
import type { ElementsContext } from './context.ts';
import { contextOf } from './context.ts';
import { proveElement } from './opening.ts';
import type { StoredElement } from './stored-element.ts';

/** The account that reads; the record is another's. */
let session: UnlockedSession;
let context: ElementsContext;
let owner: DirectoryAccount;
let editor: DirectoryAccount;
const server = new DirectoryServer();

beforeAll(async () => {
  const device = new Session({
    server: 'http://localhost:3000',
    client: { name: 'spec', version: '1' },
    ports: testPorts({ http: server }),
  });
  session = await device.register({ identifier: 'reader@example.org', name: 'Reader', password: 'a password long enough', device: 'spec' });
});

beforeEach(async () => {
  const { instanceId } = session.instance;
  [owner, editor] = [await DirectoryAccount.create(instanceId, 'Owner'), await DirectoryAccount.create(instanceId, 'Editor')];
  for (const account of [owner, editor]) server.show(account);
  context = contextOf(session, new Directory(session));
});

const elementId = idOf('elm_', new Uint8Array(16).fill(7));
const otherId = idOf('elm_', new Uint8Array(16).fill(8));
const asReader = (account: DirectoryAccount, role: ForgedReader['role']): ForgedReader => ({
  accountId: account.accountId,
  certificate: account.identity.certificate,
  role,
});
const self = (role: ForgedReader['role'] = 'viewer'): ForgedReader => ({
  accountId: session.account.accountId,
  certificate: session.identity.certificate,
  role,
});
const base = () => ({ elementId, recordId: owner.accountId });

/** Version 1 by the owner, version 2 that shares it with the reader and an editor. */
const history = async (
  overrides: { first?: Partial<Forgery>; second?: Partial<Forgery> } = {},
): Promise<[ForgedVersion, ForgedVersion]> => {
  const first = await forge(owner, { ...base(), readers: [asReader(owner, 'owner')], ...overrides.first });
  const readers = [asReader(owner, 'owner'), asReader(editor, 'editor'), self()];
  return [first, await forge(owner, { ...base(), readers, before: first, isAccess: true, ...overrides.second })];
};

/** A third version: content by the editor, unless told otherwise. */
const successor = (before: ForgedVersion, overrides: Partial<Forgery> = {}, author: DirectoryAccount = editor): Promise<ForgedVersion> =>
  forge(author, { ...base(), readers: [asReader(owner, 'owner'), asReader(editor, 'editor'), self()], before, ...overrides });

/** What a server sends of these versions: packets of the newest. */
const viewOf = (versions: readonly ForgedVersion[], changes: Partial<ElementView> = {}): ElementView => {
  const newest = versions.at(-1) as ForgedVersion;
  return {
    elementId,
    chain: versions.map(({ signed }) => signed),
    newest: newest.value.version,
    content: {
      contentVersion: newest.value.content?.contentVersion ?? 1,
      dataPacket: toB64u(newest.dataPacket),
      keyPacket: newest.keyPackets.get(session.account.accountId) ?? { principal: session.account.accountId, epoch: 0, packet: '' },
      open: {},
    },
    ...changes,
  };
};
const withContent = (view: ElementView, changes: Partial<NonNullable<ElementView['content']>>): ElementView => ({
  ...view,
  content: { ...(view.content as NonNullable<ElementView['content']>), ...changes },
});

const prove = (view: ElementView, known?: StoredElement) => proveElement(context, view, known);
const expectRefused = async (view: ElementView, code: string, known?: StoredElement): Promise<void> =>
  expect(prove(view, known)).rejects.toMatchObject({ code });

describe('a chain of versions', () => {
  it('is opened with its proven author when everything is right', async () => {
    const versions = await history();
    const { stored, content } = await prove(viewOf(versions));
    expect(content.body).toBe('version 1');
    expect(stored).toMatchObject({ state: { version: 2, contentAuthor: { account: owner.accountId } }, changedBy: owner.accountId });
    const third = await successor(versions[1]);
    const next = await prove(viewOf([third]), stored);
    expect(next).toMatchObject({
      content: { body: 'version 3' },
      stored: { state: { version: 3, contentAuthor: { account: editor.accountId } } },
    });
  });

  it('is refused when it is of another element, instance or kind of statement, or not in canonical form', async () => {
    const other = await forge(owner, { ...base(), elementId: otherId, readers: [asReader(owner, 'owner'), self()] });
    await expectRefused(viewOf([other]), 'E_BIND');
    const foreign = { instanceId: idOf('ins_', new Uint8Array(16)), accountId: owner.accountId, identity: owner.identity };
    await expectRefused(viewOf([await forge(foreign, { ...base(), readers: [asReader(owner, 'owner')] })]), 'E_INSTANCE');
    const [first] = await history();
    await expectRefused(viewOf([first], { chain: [owner.entry().profile] }), 'E_CONTEXT');
    await expectRefused(
      viewOf([await forge(owner, { ...base(), readers: [asReader(owner, 'owner')], manifest: { context: PROFILE as never } })]),
      'E_CONTEXT',
    );
    const spaced = toB64u(utf8(`${new TextDecoder().decode(fromB64u(first.signed.statement))} `));
    await expectRefused(viewOf([first], { chain: [{ ...first.signed, statement: spaced }] }), 'E_FORMAT');
    await expectRefused(
      viewOf([await forge(owner, { ...base(), readers: [asReader(owner, 'owner')], manifest: { extra: 1 } as never })]),
      'E_FORMAT',
    );
  });

  it('is refused without the signature of the named author', async () => {
    const [first, second] = await history();
    await expectRefused(viewOf([first, second, await successor(second, { signer: owner.identity })]), 'E_SIGNATURE');
    await expectRefused(
      viewOf([first, second], { chain: [first.signed, { ...second.signed, signature: first.signed.signature }] }),
      'E_SIGNATURE',
    );
    await expectRefused(
      viewOf([first, second], { chain: [first.signed, { ...second.signed, signature: toB64u(new Uint8Array(154)) }] }),
      'E_SIGNATURE',
    );
    const impostor = { instanceId: owner.instanceId, accountId: owner.accountId, identity: editor.identity };
    await expectRefused(viewOf([await forge(impostor, { ...base(), readers: [asReader(owner, 'owner')] })]), 'E_AUTHOR');
  });

  it('is refused when its author is not in the directory, or under a key that the directory does not prove', async () => {
    const nobody = await DirectoryAccount.create(session.instance.instanceId, 'Nobody');
    const view = viewOf([await forge(nobody, { ...base(), recordId: nobody.accountId, readers: [asReader(nobody, 'owner'), self()] })]);
    await expectRefused(view, 'E_PERSON_UNKNOWN');
    server.entries.set(nobody.accountId, { ...owner.entry(), accountId: nobody.accountId });
    await expectRefused(view, 'E_AUTHOR');
    await expect(context.directory.people()).resolves.not.toContainEqual(expect.objectContaining({ accountId: nobody.accountId }));
  });

  it('is refused when versions are missing, or others stand in their place', async () => {
    const [first, second] = await history();
    const { stored } = await prove(viewOf([first, second]));
    const third = await successor(second);
    await expectRefused(viewOf([second]), 'E_INCOMPLETE');
    await expectRefused(viewOf([first, second], { newest: 3 }), 'E_INCOMPLETE');
    await expectRefused(viewOf([third], { chain: [] }), 'E_INCOMPLETE', stored);
    await expectRefused(viewOf([second], { chain: [], newest: 1 }), 'E_ROLLBACK', stored);
    await expectRefused(viewOf([second]), 'E_ROLLBACK', stored);
    const [, otherSecond] = await history({ second: { at: Date.UTC(2026, 6, 1) } });
    await expectRefused(viewOf([await successor(otherSecond)]), 'E_ROLLBACK', stored);
    await expectRefused(viewOf([first], { chain: [] }), 'E_INCOMPLETE');
  });

  it('is refused when its author had no right to a step', async () => {
    const [first, second] = await history();
    const viewer = { instanceId: session.instance.instanceId, accountId: session.account.accountId, identity: session.identity };
    const readers = [asReader(owner, 'owner'), asReader(editor, 'editor'), self()];
    await expectRefused(viewOf([first, second, await forge(viewer, { ...base(), readers, before: second })]), 'E_RIGHT');
    await expectRefused(
      viewOf([first, second, await successor(second, { isAccess: true, readers: [asReader(owner, 'owner'), self()] })]),
      'E_RIGHT',
    );
    await expectRefused(viewOf([await forge(editor, { ...base(), readers: [asReader(owner, 'owner')] })]), 'E_RIGHT');
    await expectRefused(
      viewOf([first, second, await successor(second, { readers: [asReader(owner, 'owner'), self('manager')] })]),
      'E_GRANT',
    );
    const altered = { isAccess: true, manifest: { content: { ...second.value.content, sizeClass: 2_048 } } } as Partial<Forgery>;
    await expectRefused(viewOf([first, second, await successor(second, altered, owner)]), 'E_FORMAT');
    const swapped = { isAccess: true, manifest: { content: (await successor(second)).value.content } } as Partial<Forgery>;
    await expectRefused(viewOf([first, second, await successor(second, swapped, owner)]), 'E_BIND');
  });

  it('is refused for whom its audience does not name, or no longer', async () => {
    const [first] = await history();
    await expectRefused(viewOf([first]), 'E_AUDIENCE');
    const ended = { ...self(), until: toInstant(Date.now() - 1_000) };
    const [again, second] = await history({ second: { readers: [asReader(owner, 'owner'), ended] } });
    await expectRefused(viewOf([again, second]), 'E_AUDIENCE');
    const running = { ...self(), until: toInstant(Date.now() + 60_000) };
    await expect(prove(viewOf(await history({ second: { readers: [asReader(owner, 'owner'), running] } })))).resolves.toBeDefined();
  });
});

describe('keys of authors along a chain', () => {
  it('move forward with a routine rotation, and never back', async () => {
    const [first, second] = await history();
    const { stored } = await prove(viewOf([first, second]));
    const former = editor.identity;
    await editor.rotate('routine');
    server.show(editor);
    const third = await successor(second);
    const moved = (await prove(viewOf([third]), stored)).stored;
    expect(moved.state.version).toBe(3);
    const back = await successor(third, {}, Object.create(editor, { identity: { value: former } }) as DirectoryAccount);
    await expectRefused(viewOf([back]), 'E_AUTHOR', moved);
  });

  it('are not believed when the author’s chain is another than the pinned one', async () => {
    const [first, second] = await history();
    await editor.bundle();
    server.show(editor);
    const third = await successor(second);
    const { stored } = await prove(viewOf([first, second, third]));
    const fork = await editor.fork();
    await fork.rotate('routine');
    server.show(fork);
    const readers = [asReader(owner, 'owner'), asReader(editor, 'editor'), self()];
    await expectRefused(viewOf([await forge(fork, { ...base(), readers, before: third })]), 'E_KEY_CHANGED', stored);
    expect((await context.directory.people()).find((known) => known.accountId === editor.accountId)).toMatchObject({ state: 'changed' });
  });

  it('count for nothing when they were given up as compromised, until another account builds on the version', async () => {
    const [first, second] = await history();
    const third = await successor(second);
    const [former, latest] = [editor.identity, third];
    await editor.rotate('compromise');
    server.show(editor);
    await expectRefused(viewOf([first, second, latest]), 'E_CERT');
    const byOwner = await forge(owner, {
      ...base(),
      readers: [asReader(owner, 'owner'), { ...asReader(editor, 'editor'), certificate: former.certificate }, self()],
      before: latest,
      isAccess: true,
    });
    await expect(prove(viewOf([first, second, latest, byOwner]))).resolves.toMatchObject({ stored: { state: { version: 4 } } });
  });
});

describe('content behind a proven chain', () => {
  it('is refused when a bit of the data packet is another, or some of it is missing', async () => {
    const versions = await history();
    const view = viewOf(versions);
    const packet = versions[1].dataPacket;
    for (const at of [0, 6, 40, packet.length - 1]) {
      const flipped = packet.slice();
      flipped[at] = (flipped[at] ?? 0) ^ 1;
      await expectRefused(withContent(view, { dataPacket: toB64u(flipped) }), 'E_HASH');
    }
    await expectRefused(withContent(view, { dataPacket: toB64u(packet.subarray(0, -1)) }), 'E_HASH');
    const { content: _missing, ...bare } = view;
    await expectRefused(bare, 'E_INCOMPLETE');
    await expectRefused(withContent(view, { contentVersion: 2 }), 'E_BIND');
  });

  it('is refused when its author sealed something else than the one form', async () => {
    const text = utf8(`{"plain":"${'x'.repeat(1_200)}"}`);
    const asText = { first: { dataPacket: text, reference: { sizeClass: 1_024, dataLength: text.length } } };
    await expectRefused(
      viewOf(await history({ first: { ...asText.first, reference: { sizeClass: 1_152, dataLength: text.length } } })),
      'E_FORMAT',
    );
    await expectRefused(viewOf(await history({ first: { pad: padWithTabs } })), 'E_FORMAT');
  });

  it('is refused with a key packet that is missing, another’s or does not open', async () => {
    const versions = await history();
    const view = viewOf(versions);
    const own = view.content?.keyPacket;
    if (!own) throw new TypeError('no key packet');
    const packet = fromB64u(own.packet);
    const flipped = packet.slice();
    flipped[100] = (flipped[100] ?? 0) ^ 1;
    await expectRefused(withContent(view, { keyPacket: { ...own, principal: owner.accountId } }), 'E_KEY_PACKET');
    await expectRefused(withContent(view, { keyPacket: { ...own, epoch: 1 } }), 'E_KEY_PACKET');
    await expectRefused(withContent(view, { keyPacket: { ...own, packet: toB64u(flipped) } }), 'E_KEY_PACKET');
    await expectRefused(withContent(view, { keyPacket: { ...own, packet: toB64u(packet.subarray(1)) } }), 'E_KEY_PACKET');
    const ownersPacket = versions[1].keyPackets.get(owner.accountId)?.packet ?? '';
    await expectRefused(withContent(view, { keyPacket: { ...own, packet: ownersPacket } }), 'E_KEY_PACKET');
    await expect(prove(view)).resolves.toBeDefined();
  });

  it('is refused with another element’s key, and the author is named', async () => {
    const versions = await history();
    const foreignKey = await wrapSessionKey(session.identity.certificate, crypto.getRandomValues(new Uint8Array(32)));
    const keyPacket = { principal: session.account.accountId, epoch: 0, packet: toB64u(foreignKey) };
    await expectRefused(withContent(viewOf(versions), { keyPacket }), 'E_COMMITMENT');
    const broken = withContent(viewOf(versions), { keyPacket: { ...keyPacket, packet: toB64u(foreignKey.fill(0, 60)) } });
    await expect(prove(broken)).rejects.toMatchObject({ code: 'E_KEY_PACKET', detail: expect.stringContaining(owner.accountId) });
  });

  it.each([
    ['element', () => ({ elementId: otherId })],
    ['record', () => ({ recordId: editor.accountId })],
    ['version', () => ({ contentVersion: 2 })],
    ['instance', () => ({ instance: idOf('ins_', new Uint8Array(16)) })],
    ['author', () => ({ author: { account: editor.accountId, fingerprint: editor.identity.certificate.fingerprint } })],
    ['author’s key', () => ({ author: { account: owner.accountId, fingerprint: editor.identity.certificate.fingerprint } })],
    ['list of attachments', () => ({ attachments: [attachment] })],
  ] as const)('is refused when it was sealed for another %s', async (_name, inner) => {
    await expectRefused(viewOf(await history({ first: { inner: inner() } })), 'E_BIND');
  });

  it('is refused when the open fields are not those that were signed', async () => {
    const view = viewOf(await history());
    await expectRefused(withContent(view, { open: { favourite: true } }), 'E_HASH');
    await expectRefused(viewOf(await history({ first: { inner: { openSalt: toB64u(new Uint8Array(16).fill(1)) } } })), 'E_HASH');
  });

  it('is refused when an addendum was lost or exchanged', async () => {
    const about = { ...base(), body: 'version 1' };
    const [note, next, other] = [
      await forgeAddendum(editor, about, { contentVersion: 1 }),
      await forgeAddendum(editor, about, { number: 2, contentVersion: 3 }),
      await forgeAddendum(editor, about, { contentVersion: 1, text: 'another' }),
    ];
    const [first, second] = await history();
    const third = await successor(second, { inner: { addenda: [note] } });
    const { stored } = await prove(viewOf([first, second, third]));
    await expectRefused(
      viewOf([
        first,
        second,
        await successor(second, { inner: { addenda: [note] }, reference: { addenda: { count: 1, head: 'A'.repeat(43) } } }),
      ]),
      'E_ADDENDUM',
    );
    await expectRefused(viewOf([await successor(third, { inner: { addenda: [other, note] } })]), 'E_ADDENDUM', stored);
    await expectRefused(viewOf([await successor(third, { inner: { addenda: [] } })]), 'E_ADDENDUM', stored);
    await expect(prove(viewOf([await successor(third, { inner: { addenda: [note, next] } })]), stored)).resolves.toBeDefined();
  });
});

/** Padding of another character than the one that is allowed. */
const padWithTabs = (content: ElementContent) => padContent(content).fill(0x09, 1_000);

const attachment = {
  blobId: idOf('blb_', new Uint8Array(16)),
  key: toB64u(new Uint8Array(32)),
  salt: toB64u(new Uint8Array(32)),
  size: 1,
  sha256: toB64u(new Uint8Array(32)),
  name: 'x',
  mediaType: 'text/plain',
};
