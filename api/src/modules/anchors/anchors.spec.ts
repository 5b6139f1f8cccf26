import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { AnchorProof, SignedStatement } from '@sealchart/protocol';
import { ANCHOR_EXCEPTIONS, CLOCK_AHEAD_MS, PROFILE, idOf, toB64u, toInstant } from '@sealchart/protocol';
import type { LoggedInAccount } from '../../testing/test-account.ts';
import { registerAndLogIn } from '../../testing/test-account.ts';
import {
  addElements,
  anchorOver,
  askProofs,
  checkProof,
  countLeaves,
  leafOf,
  newestAnchor,
  proofsOf,
  sendAnchor,
} from '../../testing/test-anchor.ts';
import { hashOfStatement, writeNextBundle } from '../../testing/test-bundle.ts';
import type { TestVersion } from '../../testing/test-element.ts';
import { TestElement, store } from '../../testing/test-element.ts';
import type { TestAnswer, TestServer } from '../../testing/test-server.ts';
import { startTestServer } from '../../testing/test-server.ts';
import { AnchorsRepository } from './anchors.repository.ts';

let server: TestServer;
let [ada, bob]: LoggedInAccount[] = [];
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(async () => {
  await server.close();
});
beforeEach(async () => {
  [ada, bob] = [await registerAndLogIn(server), await registerAndLogIn(server)];
});

const me = (): LoggedInAccount => ada as LoggedInAccount;
const other = (): LoggedInAccount => bob as LoggedInAccount;
const add = (person: LoggedInAccount, count: number): Promise<TestVersion[]> => addElements(server, person, count);
const send = (person: { token: string }, anchor: unknown, without: readonly string[] = []): Promise<TestAnswer> =>
  sendAnchor(server, person, anchor, without);
const newest = (person: { token: string }): Promise<unknown> => newestAnchor(server, person);
const ask = (person: { token: string }, elementIds: readonly string[]): Promise<TestAnswer> => askProofs(server, person, elementIds);
const proofs = (person: { token: string }, versions: readonly TestVersion[]): Promise<AnchorProof[]> => proofsOf(server, person, versions);
const leavesOf = (person: LoggedInAccount): Promise<number> => countLeaves(server, person);

async function expectProven(proof: AnchorProof, version: TestVersion, anchor: SignedStatement): Promise<void> {
  expect({ leaf: await checkProof(server, proof), anchor: proof.anchor }).toEqual({ leaf: leafOf(version), anchor });
}

const refusals: [string, string, (versions: TestVersion[]) => Promise<unknown>][] = [
  ['without an element that is there', 'E_CONFLICT', (versions) => anchorOver(me(), versions.slice(1))],
  ['with an element more', 'E_CONFLICT', async (versions) => anchorOver(me(), [...versions, await laterElement()])],
  ['over another version', 'E_CONFLICT', async ([first, ...rest]) => anchorOver(me(), [await edited(first), ...rest])],
  ['over another manifest', 'E_CONFLICT', ([first, ...rest]) => anchorOver(me(), [{ ...first, hash: random() } as TestVersion, ...rest])],
  ['of another size', 'E_CONFLICT', (versions) => anchorOver(me(), versions, { size: versions.length + 1 })],
  ['of another root', 'E_CONFLICT', (versions) => anchorOver(me(), versions, { root: random() })],
  ['that leaves a number out', 'E_CONFLICT', (versions) => anchorOver(me(), versions, { number: 2 })],
  ['that follows one that never was', 'E_CONFLICT', (versions) => anchorOver(me(), versions, { previous: random() })],
  ['of the record of somebody else', 'E_RIGHT', (versions) => anchorOver(me(), versions, { recordId: other().accountId })],
  ['in the name of somebody else', 'E_AUTHOR', (versions) => anchorOver(other(), versions)],
  [
    'that names somebody else beside the own key',
    'E_AUTHOR',
    (versions) => anchorOver(me(), versions, { author: { ...author(), account: other().accountId } }),
  ],
  [
    'under a key that is not their own',
    'E_AUTHOR',
    (versions) => anchorOver(me(), versions, { author: { ...author(), fingerprint: '0'.repeat(64) } }),
  ],
  ['that another key signed', 'E_SIGNATURE', (versions) => anchorOver(me(), versions, {}, other().identity)],
  ['of another server', 'E_INSTANCE', (versions) => anchorOver(me(), versions, { instance: idOf('ins_', randomBytes(16)) })],
  ['that is another statement', 'E_CONTEXT', (versions) => anchorOver(me(), versions, { context: PROFILE })],
  ['with a field too many', 'E_FORMAT', (versions) => anchorOver(me(), versions, { note: 'x' })],
  ['from the future', 'E_CLOCK', (versions) => anchorOver(me(), versions, { authoredAt: toInstant(Date.now() + CLOCK_AHEAD_MS + 60_000) })],
  ['that is none', 'E_REQUEST', () => Promise.resolve('anchor')],
];
const random = (): string => toB64u(randomBytes(32));
const author = () => ({ account: me().accountId, fingerprint: me().identity.certificate.fingerprint });
/** An element that sorts behind all others and is not stored. */
const laterElement = (): Promise<TestVersion> => TestElement.of(me().identity, `elm_${'z'.repeat(21)}w`).edit();
const edited = (version: TestVersion | undefined): Promise<TestVersion> => (version as TestVersion).element.edit();

describe('an anchor', () => {
  it('is stored over what the record holds; each element has a proof', async () => {
    const versions = await add(me(), 5);
    await add(other(), 2);
    const anchor = await anchorOver(me(), versions);
    expect(await newest(me())).toEqual({});
    expect(await send(me(), anchor)).toMatchObject({ status: 204, text: '' });
    expect(await newest(me())).toEqual({ anchor });
    const found = await proofs(me(), versions);
    expect(found.length).toBe(5);
    const byId = new Map(found.map((proof) => [proof.elementId, proof]));
    for (const version of versions) await expectProven(byId.get(version.element.elementId) as AnchorProof, version, anchor);
  });

  it('over an empty record is stored, too', async () => {
    expect(await send(me(), await anchorOver(me(), []))).toMatchObject({ status: 204 });
  });

  it('vouches for the newest versions when it is made, and for nothing later', async () => {
    const [first, second] = (await add(me(), 2)) as [TestVersion, TestVersion];
    const next = await first.element.edit();
    await store(server, me(), next);
    const anchor = await anchorOver(me(), [next, second]);
    expect(await send(me(), anchor)).toMatchObject({ status: 204 });
    const third = await next.element.edit();
    await store(server, me(), third);
    const [proof] = await proofs(me(), [third]);
    await expectProven(proof as AnchorProof, next, anchor);
  });

  it.each(refusals)('%s is refused with %s, and nothing changes', async (_, code, make) => {
    const versions = await add(me(), 3);
    const wrong = await make(versions);
    expect((await send(me(), wrong)).body).toMatchObject({ code });
    expect([await newest(me()), await newest(other()), await leavesOf(me())]).toEqual([{}, {}, 0]);
    expect(await send(me(), await anchorOver(me(), versions))).toMatchObject({ status: 204 });
  });

  it('is made by those only who are logged in', async () => {
    const versions = await add(me(), 1);
    const anchor = await anchorOver(me(), versions);
    for (const token of ['', random()]) {
      expect(await send({ token }, anchor)).toMatchObject({ status: 401 });
      expect(await ask({ token }, [versions[0]?.element.elementId ?? ''])).toMatchObject({ status: 401 });
      expect((await server.inject({ url: '/v1/anchors/newest', token })).status).toBe(401);
    }
    expect(await newest(me())).toEqual({});
  });

  it('leaves out what its author does not vouch for', async () => {
    const versions = await add(me(), 4);
    const [left, ...kept] = versions as [TestVersion, ...TestVersion[]];
    const anchor = await anchorOver(me(), kept);
    const unknown = idOf('elm_', randomBytes(16));
    expect(await send(me(), anchor, [left.element.elementId, unknown])).toMatchObject({ status: 204 });
    const found = await proofs(me(), versions);
    expect(new Set(found.map((proof) => proof.elementId))).toEqual(new Set(kept.map(({ element }) => element.elementId)));
    const many = Array.from({ length: ANCHOR_EXCEPTIONS + 1 }, () => idOf('elm_', randomBytes(16)));
    expect(await send(me(), anchor, many)).toMatchObject({ status: 400 });
    expect(await send(me(), anchor, many.slice(1))).toMatchObject({ status: 204 });
  });
});

describe('after a rotation', () => {
  it.each(['routine', 'compromise'] as const)(
    '(%s) the new key vouches for what the old one signed, and the old one for nothing',
    async (rotation) => {
      const versions = await add(me(), 3);
      const former = me();
      const { account } = await writeNextBundle(server, former, { rotation });
      expect((await send(account, await anchorOver(former, versions))).body).toMatchObject({ code: 'E_AUTHOR' });
      expect([await newest(account), await leavesOf(account)]).toEqual([{}, 0]);
      const anchor = await anchorOver(account, versions);
      expect(await send(account, anchor)).toMatchObject({ status: 204 });
      const [proof] = await proofs(account, versions.slice(0, 1));
      await expectProven(proof as AnchorProof, versions[0] as TestVersion, anchor);
    },
  );
});

describe('the next anchor', () => {
  it('follows the one before and takes its place; the same again is answered as the first time', async () => {
    const versions = await add(me(), 3);
    const first = await anchorOver(me(), versions);
    await send(me(), first);
    expect(await send(me(), first)).toMatchObject({ status: 204, text: '' });
    const next = await edited(versions[0]);
    await store(server, me(), next);
    const newer = [next, ...versions.slice(1)];
    const second = await anchorOver(me(), newer, { number: 2, previous: await hashOfStatement(first), cause: 'routine' });
    expect(await send(me(), second)).toMatchObject({ status: 204 });
    expect(await send(me(), first)).toMatchObject({ status: 409, body: { code: 'E_CONFLICT' } });
    expect(await newest(me())).toEqual({ anchor: second });
    const found = await proofs(me(), [next]);
    await expectProven(found[0] as AnchorProof, next, second);
    expect(await leavesOf(me())).toBe(3);
  });

  it.each<[string, (hash: string) => Record<string, unknown>]>([
    ['of the same number', (previous) => ({ number: 1, previous })],
    ['in the place of the first', () => ({ number: 1, previous: null })],
    ['that skips one', (previous) => ({ number: 3, previous })],
    ['that follows another', () => ({ number: 2, previous: random() })],
    ['that follows none', () => ({ number: 2, previous: null })],
  ])('is refused when it is one %s', async (_, place) => {
    const versions = await add(me(), 2);
    const first = await anchorOver(me(), versions);
    await send(me(), first);
    const previous = await hashOfStatement(first);
    const wrong = await anchorOver(me(), versions, { ...place(previous), cause: 'routine' });
    expect(await send(me(), wrong)).toMatchObject({ status: 409, body: { code: 'E_CONFLICT' } });
    expect(await newest(me())).toEqual({ anchor: first });
    expect((await proofs(me(), versions)).length).toBe(2);
  });
});

describe('proofs', () => {
  it('are given to those who may read the element, and to nobody else', async () => {
    const versions = (await add(me(), 4)) as [TestVersion, TestVersion, TestVersion, TestVersion];
    const [own, shared, ended, taken] = versions;
    const owner = { identity: me().identity, role: 'owner' as const };
    const reader = { identity: other().identity, role: 'viewer' as const };
    const sharedNow = await shared.element.share([owner, reader]);
    const endedNow = await ended.element.share([owner, { ...reader, until: toInstant(Date.now() - 60_000) }]);
    const given = await taken.element.share([owner, reader]);
    const takenNow = await given.element.share([owner]);
    await store(server, me(), sharedNow, endedNow, given, takenNow);
    const anchor = await anchorOver(me(), [own, sharedNow, endedNow, takenNow]);
    expect(await send(me(), anchor)).toMatchObject({ status: 204 });

    expect((await proofs(me(), versions)).length).toBe(4);
    const [proof, ...none] = await proofs(other(), versions);
    await expectProven(proof as AnchorProof, sharedNow, anchor);
    expect(none).toEqual([]);
    expect(await newest(other())).toEqual({});
    const stranger = await registerAndLogIn(server);
    const [forbidden, absent] = [await ask(stranger, [own.element.elementId]), await ask(stranger, [idOf('elm_', randomBytes(16))])];
    expect(forbidden).toMatchObject({ status: 200, text: '{"proofs":[]}' });
    expect(absent.text).toBe(forbidden.text);
  });

  it('of elements of several records come from the anchor of each', async () => {
    const [mine] = (await add(me(), 1)) as [TestVersion];
    const [theirs] = (await add(other(), 1)) as [TestVersion];
    const readers = [
      { identity: other().identity, role: 'owner' as const },
      { identity: me().identity, role: 'viewer' as const },
    ];
    const shared = await theirs.element.share(readers);
    await store(server, other(), shared);
    const [anchor, theirAnchor] = [await anchorOver(me(), [mine]), await anchorOver(other(), [shared])];
    await send(me(), anchor);
    await send(other(), theirAnchor);
    const found = await proofs(me(), [mine, shared]);
    const byId = new Map(found.map((proof) => [proof.elementId, proof]));
    await expectProven(byId.get(mine.element.elementId) as AnchorProof, mine, anchor);
    await expectProven(byId.get(shared.element.elementId) as AnchorProof, shared, theirAnchor);
  });

  it('are there also while another anchor takes the place of the one that was looked up', async () => {
    const versions = await add(me(), 3);
    const first = await anchorOver(me(), versions);
    await send(me(), first);
    const second = await anchorOver(me(), versions, { number: 2, previous: await hashOfStatement(first) });
    const repository = server.app.get(AnchorsRepository, { strict: false });
    const findNewestOf = repository.findNewestOf.bind(repository);
    let isFirst = true;
    repository.findNewestOf = async (recordIds) => {
      const found = await findNewestOf(recordIds);
      if (isFirst) {
        isFirst = false;
        await send(me(), second);
      }
      return found;
    };
    try {
      const found = await proofs(me(), versions);
      expect(found.map((proof) => proof.anchor)).toEqual([second, second, second]);
    } finally {
      repository.findNewestOf = findNewestOf;
    }
  });
});
