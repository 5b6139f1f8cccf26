import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { AnchorLeaf, AnchorProof, ElementView } from '@sealchart/protocol';
import {
  ANCHOR,
  MerkleTree,
  PROFILE,
  anchorLeafBytes,
  compareAscii,
  idOf,
  jcsBytes,
  leafHashes,
  toB64u,
  toSignedStatement,
} from '@sealchart/protocol';
import type { Identity } from '../../crypto/openpgp.ts';
import { generateIdentity, signDetached } from '../../crypto/openpgp.ts';
import { authorFields } from '../../crypto/statement.ts';
import { DirectoryAccount } from '../../testing/directory-account.ts';
import type { ForgedReader, ForgedVersion, Forgery } from '../../testing/forger.ts';
import { forge } from '../../testing/forger.ts';
import { RecordDevice } from '../../testing/record-device.ts';
import { RecordServer } from '../../testing/record-server.ts';
import { AnchorProofs } from '../anchors/anchor-proofs.ts';
import { verifyView } from './chain-verification.ts';
import type { ElementsContext } from './context.ts';
import type { StoredElement } from './stored-element.ts';

const AT = Date.UTC(2026, 5, 1);
const PROOFS = '/v1/anchors/proofs';
const server = new RecordServer();
const { instanceId } = server.instance;
const elementId = idOf('elm_', new Uint8Array(16).fill(7));
const otherIds = [1, 3, 9, 200].map((byte) => idOf('elm_', new Uint8Array(16).fill(byte)));

/** The account that reads; the record is the owner's, whose first key is given up and followed by another. */
let reader: DirectoryAccount;
let context: ElementsContext;
let owner: DirectoryAccount;
let stranger: DirectoryAccount;
/** Version 1 by the owner, version 2 that shares it: both with the key that was then given up. */
let versions: [ForgedVersion, ForgedVersion];
let proofs: AnchorProof[];

beforeAll(async () => {
  reader = await DirectoryAccount.create(instanceId, 'Reader');
  server.show(reader);
  server.mutate = (path) => (path === PROOFS ? { proofs } : undefined);
});
beforeEach(async () => {
  [owner, stranger] = [await DirectoryAccount.create(instanceId, 'Owner'), await DirectoryAccount.create(instanceId, 'Stranger')];
  context = await (await RecordDevice.create(reader, server)).open();
  server.paths.length = 0;
  proofs = [];
});

const as = (account: DirectoryAccount, role: ForgedReader['role']): ForgedReader => ({
  accountId: account.accountId,
  certificate: account.identity.certificate,
  role,
});
const base = () => ({ elementId, recordId: owner.accountId });
/** What the same account was with a key that it had once. */
const formerly = (account: DirectoryAccount, index: number): DirectoryAccount =>
  Object.create(account, { identity: { value: account.identities[index] } }) as DirectoryAccount;
const write = (author: DirectoryAccount, before: ForgedVersion | undefined, overrides: Partial<Forgery> = {}): Promise<ForgedVersion> =>
  forge(author, { ...base(), readers: [as(owner, 'owner'), as(reader, 'viewer')], ...(before ? { before } : {}), ...overrides });

async function writeShared(): Promise<[ForgedVersion, ForgedVersion]> {
  const first = await write(owner, undefined, { readers: [as(owner, 'owner')] });
  return [first, await write(owner, first, { isAccess: true })];
}

/** Two versions by the owner's key before it is given up; the directory shows what came of the account. */
async function writeThenGiveUp(): Promise<void> {
  versions = await writeShared();
  await owner.rotate('compromise');
  for (const account of [owner, stranger]) server.show(account);
}

const viewOf = (chain: readonly ForgedVersion[]): ElementView => ({
  elementId,
  chain: chain.map(({ signed }) => signed),
  newest: chain.at(-1)?.value.version ?? 1,
});
const verify = (chain: readonly ForgedVersion[] = versions, known?: StoredElement): Promise<StoredElement> =>
  verifyView(context, viewOf(chain), known);
const leafOf = ({ value, hash }: ForgedVersion): AnchorLeaf => ({ elementId: value.elementId, version: value.version, manifestHash: hash });

interface AnchorParts {
  readonly signer?: Identity;
  readonly author?: DirectoryAccount;
  readonly changes?: Record<string, unknown>;
  /** Elements beside the one in question. */
  readonly others?: readonly string[];
}

/** A proof of one leaf in an anchor, right in all that is not overridden. */
async function prove(leaf: AnchorLeaf, parts: AnchorParts = {}): Promise<AnchorProof> {
  const { author = owner, signer = author.identity, changes = {}, others = otherIds } = parts;
  const rest = others.map((id, i) => ({ elementId: id, version: i + 1, manifestHash: 'A'.repeat(43) }));
  const leaves = [leaf, ...rest].sort((a, b) => compareAscii(a.elementId, b.elementId));
  const tree = await MerkleTree.of(await leafHashes(leaves.map(anchorLeafBytes)));
  const place = { recordId: author.accountId, number: 1, previous: null, size: leaves.length, root: toB64u(tree.root), cause: 'rotation' };
  const fields = authorFields({ instance: author, account: author, identity: author.identity }, AT);
  const bytes = jcsBytes({ context: ANCHOR, ...fields, ...place, ...changes });
  const anchor = toSignedStatement(bytes, await signDetached(signer, bytes, AT));
  const index = leaves.indexOf(leaf);
  return { ...leaf, anchor, index, path: tree.path(index).map(toB64u) };
}
const newest = (): AnchorLeaf => leafOf(versions[1]);
const asked = (): number => server.paths.filter((path) => path === PROOFS).length;
const refusal = { code: 'E_CERT', detail: 'not confirmed: signed with a key that was since given up as compromised' };

describe('versions by a key that was given up', () => {
  it('are believed under an anchor of the owner by the key that followed, and the proof is asked for once', async () => {
    await writeThenGiveUp();
    await expect(verify()).rejects.toMatchObject(refusal);
    expect(asked()).toBe(1);
    proofs = [await prove(newest())];
    const stored = await verify();
    expect(stored).toMatchObject({ state: { version: 2 }, anchored: { version: 2, keySince: 3 } });
    expect(stored.unconfirmed).toBeUndefined();
    expect(asked()).toBe(2);
    proofs = [];
    await expect(verify([], stored)).rejects.toMatchObject({ code: 'E_ROLLBACK' });
    const third = await write(owner, versions[1]);
    await expect(verify([third], stored)).resolves.toMatchObject({ state: { version: 3 }, anchored: { version: 2 } });
    expect(asked()).toBe(2);
  });

  it('are not asked about when nobody doubts them', async () => {
    versions = await writeShared();
    await owner.rotate('routine');
    server.show(owner);
    await expect(verify()).resolves.toMatchObject({ state: { version: 2 } });
    expect(asked()).toBe(0);
  });

  it('are believed when a later version of the same chain is anchored, and when the anchor’s key was retired routinely', async () => {
    await writeThenGiveUp();
    const third = await write(owner, versions[1]);
    await expect(verify([...versions, third])).rejects.toMatchObject(refusal);
    proofs = [await prove(leafOf(third))];
    await expect(verify([...versions, third])).resolves.toMatchObject({ state: { version: 3 }, anchored: { version: 3 } });
    proofs = [await prove(newest())];
    await expect(verify([...versions, third])).resolves.toMatchObject({ state: { version: 3 }, anchored: { version: 2 } });
    await owner.rotate('routine');
    server.show(owner);
    context = await (await RecordDevice.create(reader, server)).open();
    await expect(verify()).resolves.toMatchObject({ anchored: { version: 2, keySince: 3 } });
  });

  it('of another author are believed under an anchor of the owner', async () => {
    const editor = stranger;
    const first = await write(owner, undefined, { readers: [as(owner, 'owner')] });
    const readers = [as(owner, 'owner'), as(editor, 'editor'), as(reader, 'viewer')];
    const second = await write(owner, first, { isAccess: true, readers });
    const third = await write(editor, second, { readers });
    await editor.rotate('compromise');
    for (const account of [owner, editor]) server.show(account);
    await expect(verify([first, second, third])).rejects.toMatchObject(refusal);
    proofs = [await prove(leafOf(third), { author: editor, changes: { recordId: owner.accountId } })];
    await expect(verify([first, second, third])).rejects.toMatchObject(refusal);
    proofs = [await prove(leafOf(third))];
    await expect(verify([first, second, third])).resolves.toMatchObject({ anchored: { version: 3, keySince: 1 } });
  });

  it('are those of all keys before it, too: whoever had one bundle had them all', async () => {
    versions = await writeShared();
    await owner.rotate('routine');
    await owner.rotate('compromise');
    server.show(owner);
    await expect(verify()).rejects.toMatchObject(refusal);
    proofs = [await prove(newest())];
    await expect(verify()).resolves.toMatchObject({ anchored: { version: 2, keySince: 5 } });
  });

  it('one request is made for elements that are read together, and each anchor is verified once', async () => {
    await writeThenGiveUp();
    const first = await prove(newest());
    proofs = [first];
    const together = new AnchorProofs(context, [elementId, ...otherIds]);
    const element = { elementId, recordId: owner.accountId };
    const found = await Promise.all([1, 2, 3].map(() => together.find(element)));
    expect(found.map((leaf) => leaf?.version)).toEqual([2, 2, 2]);
    expect(await together.find({ elementId: otherIds[0] ?? '', recordId: owner.accountId })).toBeUndefined();
    expect(asked()).toBe(1);
  });
});

const wrongProofs: [string, () => Promise<AnchorProof[]>][] = [
  ['for another element', async () => [{ ...(await prove({ ...newest(), elementId: otherIds[1] ?? '' }, { others: [] })) }]],
  [
    'of another element under the name of this one',
    async () => [{ ...(await prove({ ...newest(), elementId: otherIds[1] ?? '' }, { others: [elementId] })), elementId }],
  ],
  ['in an anchor of the record of somebody else', async () => [await prove(newest(), { author: stranger })]],
  [
    'in an anchor of a stranger over this record',
    async () => [await prove(newest(), { author: stranger, changes: { recordId: owner.accountId } })],
  ],
  ['in an anchor of the owner over another record', async () => [await prove(newest(), { changes: { recordId: stranger.accountId } })]],
  ['in an anchor that a stranger signed in the owner’s name', async () => [await prove(newest(), { signer: stranger.identity })]],
  ['in an anchor under a key that the owner never had', async () => [await strangersKey()]],
  ['in an anchor of another server', async () => [await prove(newest(), { changes: { instance: idOf('ins_', new Uint8Array(16)) } })]],
  ['in another statement', async () => [await prove(newest(), { changes: { context: PROFILE } })]],
  ['in an anchor with a field too many', async () => [await prove(newest(), { changes: { note: 'x' } })]],
  ['in an anchor by the key that was given up', async () => [await prove(newest(), { author: formerly(owner, 0) })]],
  [
    'with the path of another anchor',
    async () => [{ ...(await prove(newest())), path: (await prove(newest(), { others: otherIds.slice(1) })).path }],
  ],
  ['in an anchor of another root', async () => [await prove(newest(), { changes: { root: 'A'.repeat(43) } })]],
  ['in an anchor of another size', async () => [await prove(newest(), { changes: { size: 4 } })]],
  ['at another place', async () => [await withPlace((proof) => ({ index: proof.index - 1 }))]],
  ['beyond the last place', async () => [await withPlace((proof) => ({ index: proof.index + 8 }))]],
  ['with a path cut short', async () => [await withPlace((proof) => ({ path: proof.path.slice(0, -1) }))]],
  ['with a path too long', async () => [await withPlace((proof) => ({ path: [...proof.path, 'A'.repeat(43)] }))]],
  ['without a path', async () => [await withPlace(() => ({ path: [] }))]],
  ['of another version of the same hash', async () => [await withPlace(() => ({ version: 3 }))]],
  ['of an earlier version only', async () => [await prove(leafOf(versions[0]))]],
  ['of another manifest in the same place', async () => [await prove({ ...newest(), manifestHash: 'A'.repeat(43) })]],
  ['of a version that is not shown', async () => [await prove({ ...newest(), version: 3, manifestHash: 'A'.repeat(43) })]],
  ['of nothing', () => Promise.resolve([])],
];
const withPlace = async (change: (proof: AnchorProof) => Partial<AnchorProof>): Promise<AnchorProof> => {
  const proof = await prove(newest());
  return { ...proof, ...change(proof) };
};
const strangersKey = async (): Promise<AnchorProof> => {
  const identity = await generateIdentity({ profile: 'modern', instanceId, at: AT });
  return prove(newest(), { author: Object.create(owner, { identity: { value: identity } }) as DirectoryAccount });
};

describe('versions by a key that was given up stay unconfirmed', () => {
  it.each(wrongProofs)('with a proof %s', async (_, make) => {
    await writeThenGiveUp();
    proofs = await make();
    await expect(verify()).rejects.toMatchObject(refusal);
    proofs = [await prove(newest())];
    await expect(verify()).resolves.toMatchObject({ anchored: { version: 2 } });
  });

  it('with an anchor by a key that was retired routinely before the one that was given up', async () => {
    await owner.rotate('routine');
    await writeThenGiveUp();
    proofs = [await prove(newest(), { author: formerly(owner, 0) })];
    await expect(verify()).rejects.toMatchObject(refusal);
    proofs = [await prove(newest())];
    await expect(verify()).resolves.toMatchObject({ anchored: { version: 2, keySince: 5 } });
  });

  it('with an anchor whose own key was given up since, until another follows', async () => {
    await writeThenGiveUp();
    const former = await prove(newest());
    await owner.rotate('compromise');
    server.show(owner);
    proofs = [former];
    await expect(verify()).rejects.toMatchObject({ ...refusal, cause: { code: 'E_CERT' } });
    proofs = [await prove(newest(), { changes: { number: 2, previous: 'A'.repeat(43) } })];
    await expect(verify()).resolves.toMatchObject({ anchored: { version: 2, keySince: 5 } });
  });

  it('when more was written with it than the anchor covers', async () => {
    await writeThenGiveUp();
    const planted = await write(formerly(owner, 0), versions[1]);
    proofs = [await prove(newest())];
    await expect(verify([...versions, planted])).rejects.toMatchObject(refusal);
    await expect(verify()).resolves.toMatchObject({ anchored: { version: 2 } });
  });

  it('when the anchored version is one of another branch', async () => {
    await writeThenGiveUp();
    const branch = await write(formerly(owner, 0), versions[0], { isAccess: true, at: AT + 1_000 });
    proofs = [await prove(newest())];
    await expect(verify([versions[0], branch])).rejects.toMatchObject(refusal);
    await expect(verify()).resolves.toMatchObject({ anchored: { version: 2 } });
  });

  it('and a server that answers nonsense is told apart from one that has no proof', async () => {
    await writeThenGiveUp();
    proofs = [{ ...(await prove(newest())), path: ['x'] }];
    await expect(verify()).rejects.toMatchObject({ code: 'E_ANSWER' });
  });
});
