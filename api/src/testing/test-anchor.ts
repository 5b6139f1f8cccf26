import type { AnchorLeaf, AnchorProof, AnchorProofsResponse, SignedStatement } from '@sealchart/protocol';
import { ANCHOR, Anchor, anchorRoot, compareAscii, parseStatement, requireAnchored } from '@sealchart/protocol';
import type { LoggedInAccount } from './test-account.ts';
import type { TestVersion } from './test-element.ts';
import { TestElement, store } from './test-element.ts';
import type { TestIdentity } from './test-identity.ts';
import type { TestAnswer, TestServer } from './test-server.ts';

type Owner = Pick<LoggedInAccount, 'accountId' | 'identity' | 'token'>;
type Session = Pick<LoggedInAccount, 'token'>;

/** Stores new elements of a person; gives their first versions in the order of an anchor. */
export async function addElements(server: TestServer, person: Owner, count: number): Promise<TestVersion[]> {
  const versions = await Promise.all(Array.from({ length: count }, () => TestElement.of(person.identity).edit()));
  await store(server, person, ...versions);
  return versions.sort((a, b) => compareAscii(a.element.elementId, b.element.elementId));
}

/** A version as an anchor vouches for it. */
export function leafOf({ element, hash }: TestVersion): AnchorLeaf {
  return { elementId: element.elementId, version: element.version, manifestHash: hash };
}

/** An anchor over versions in the order of their ids, as its owner's client would sign it, unless told otherwise. */
export async function anchorOver(
  { accountId, identity }: Pick<Owner, 'accountId' | 'identity'>,
  versions: readonly TestVersion[],
  changes: Record<string, unknown> = {},
  signer: TestIdentity = identity,
): Promise<SignedStatement> {
  const tree = await anchorRoot(versions.map(leafOf));
  const place = { recordId: accountId, number: 1, previous: null, cause: 'rotation' };
  return signer.sign({ ...identity.fields(ANCHOR), ...place, ...tree, ...changes });
}

export function sendAnchor(server: TestServer, { token }: Session, anchor: unknown, without: readonly string[] = []): Promise<TestAnswer> {
  return server.inject({ method: 'POST', url: '/v1/anchors', token, payload: { anchor, without } });
}

/** What a server answers who asks for the newest anchor of the own record. */
export async function newestAnchor(server: TestServer, { token }: Session): Promise<unknown> {
  return (await server.inject({ url: '/v1/anchors/newest', token })).body;
}

export function askProofs(server: TestServer, { token }: Session, elementIds: readonly string[]): Promise<TestAnswer> {
  return server.inject({ method: 'POST', url: '/v1/anchors/proofs', token, payload: { elementIds } });
}

/** The proofs that a person gets of these elements. */
export async function proofsOf(server: TestServer, person: Session, versions: readonly TestVersion[]): Promise<AnchorProof[]> {
  const elementIds = versions.map(({ element }) => element.elementId);
  const answer = await askProofs(server, person, elementIds);
  if (answer.status !== 200) throw new Error(`proofs: ${answer.text}`);
  return (answer.body as AnchorProofsResponse).proofs;
}

/** Leaves in the database, those that are served and others. */
export function countLeaves(server: TestServer, { accountId }: Pick<Owner, 'accountId'>): Promise<number> {
  return server.records.collection('anchorleaves').countDocuments({ recordId: accountId });
}

/** Throws `E_HASH` unless the proof leads to the root of its anchor; gives the version it proves. */
export async function checkProof(server: TestServer, { path, index, anchor, ...leaf }: AnchorProof): Promise<AnchorLeaf> {
  const { value } = await parseStatement(Anchor, ANCHOR, server.instanceId, anchor);
  await requireAnchored(value, leaf, { index, path });
  return leaf;
}
