import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { AnchorLeaf, AnchorProofsResponse, SignedStatement } from '@sealchart/protocol';
import { anchorRoot, compareAscii, idOf, toB64u, toInstant } from '@sealchart/protocol';
import type { LoggedInAccount } from '../../testing/test-account.ts';
import { registerAndLogIn } from '../../testing/test-account.ts';
import {
  addElements,
  anchorOver,
  askProofs,
  checkProof,
  countLeaves,
  newestAnchor,
  proofsOf,
  sendAnchor,
} from '../../testing/test-anchor.ts';
import { hashOfStatement } from '../../testing/test-bundle.ts';
import type { TestVersion } from '../../testing/test-element.ts';
import { TestElement, store } from '../../testing/test-element.ts';
import type { TestServer } from '../../testing/test-server.ts';
import { startTestServer } from '../../testing/test-server.ts';
import type { NewestVersion } from '../elements/elements.repository.ts';
import { RecordContents } from '../elements/record-contents.ts';
import { AnchorLeavesRepository } from './anchor-leaves.repository.ts';
import { AnchorsRepository } from './anchors.repository.ts';

let server: TestServer;
let ada: LoggedInAccount;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(async () => {
  await server.close();
});
beforeEach(async () => {
  ada = await registerAndLogIn(server);
});

const random = (): string => toB64u(randomBytes(32));
const proofAnchors = async (versions: readonly TestVersion[]): Promise<SignedStatement[]> =>
  (await proofsOf(server, ada, versions)).map(({ anchor }) => anchor);
const refusedAsConflict = { status: 409, body: { code: 'E_CONFLICT' } };

describe('two devices at once', () => {
  it('make one anchor, and the other one hears of it', async () => {
    const versions = await addElements(server, ada, 6);
    const times = [0, 1, 2, 3].map((minutes) => toInstant(Date.now() - minutes * 60_000));
    const anchors = await Promise.all(times.map((authoredAt) => anchorOver(ada, versions, { authoredAt })));
    const answers = await Promise.all(anchors.map((anchor) => sendAnchor(server, ada, anchor)));
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 409, 409, 409]);
    const stored = anchors[answers.findIndex(({ status }) => status === 204)] as SignedStatement;
    expect(await newestAnchor(server, ada)).toEqual({ anchor: stored });
    expect(await proofAnchors(versions)).toEqual(versions.map(() => stored));
    expect(await countLeaves(server, ada)).toBe(6);
  });

  it('or one that repeats its request, have the same answer', async () => {
    const versions = await addElements(server, ada, 4);
    const anchor = await anchorOver(ada, versions);
    const answers = await Promise.all([anchor, anchor, anchor].map((each) => sendAnchor(server, ada, each)));
    expect(answers.map(({ status }) => status)).toEqual([204, 204, 204]);
    expect(await countLeaves(server, ada)).toBe(4);
    expect(await proofAnchors(versions)).toEqual(versions.map(() => anchor));
  });

  it.each([
    { what: 'another first anchor', isFirst: true, isSame: false },
    { what: 'the same first anchor', isFirst: true, isSame: true },
    { what: 'another next anchor', isFirst: false, isSame: false },
    { what: 'the same next anchor', isFirst: false, isSame: true },
  ])('leave nothing of the slower one, when $what is whole before its leaves come', async ({ isFirst, isSame }) => {
    const versions = await addElements(server, ada, 3);
    const first = await anchorOver(ada, versions);
    if (!isFirst) await sendAnchor(server, ada, first);
    const place = isFirst ? {} : { number: 2, previous: await hashOfStatement(first) };
    const slower = await anchorOver(ada, versions, place);
    const faster = isSame ? slower : await anchorOver(ada, versions, { ...place, authoredAt: toInstant(Date.now() - 60_000) });
    const leaves = server.app.get(AnchorLeavesRepository, { strict: false });
    const insert = leaves.insert.bind(leaves);
    leaves.insert = async (documents) => {
      leaves.insert = insert;
      expect(await sendAnchor(server, ada, faster)).toMatchObject({ status: 204 });
      await insert(documents);
    };
    expect(await sendAnchor(server, ada, slower)).toMatchObject(isSame ? { status: 204 } : refusedAsConflict);
    expect(await countLeaves(server, ada)).toBe(3);
    expect(await newestAnchor(server, ada)).toEqual({ anchor: faster });
    expect(await proofAnchors(versions)).toEqual([faster, faster, faster]);
  });
});

describe('an anchor that is given up half-way', () => {
  it('leaves the one before whole, and nothing of it stays once the next is made', async () => {
    const versions = await addElements(server, ada, 3);
    const first = await anchorOver(ada, versions);
    await sendAnchor(server, ada, first);
    const second = await anchorOver(ada, versions, { number: 2, previous: await hashOfStatement(first) });
    const repository = server.app.get(AnchorsRepository, { strict: false });
    const replace = repository.replace.bind(repository);
    repository.replace = () => Promise.reject(new Error('the server dies here'));
    try {
      expect(await sendAnchor(server, ada, second)).toMatchObject({ status: 500 });
    } finally {
      repository.replace = replace;
    }
    expect(await countLeaves(server, ada)).toBe(6);
    expect(await newestAnchor(server, ada)).toEqual({ anchor: first });
    expect(await proofAnchors(versions)).toEqual([first, first, first]);
    expect(await sendAnchor(server, ada, second)).toMatchObject({ status: 204 });
    expect(await countLeaves(server, ada)).toBe(3);
    expect(await proofAnchors(versions)).toEqual([second, second, second]);
  });

  it.each<[string, (version: NewestVersion, i: number) => NewestVersion[]]>([
    ['an element came', (version, i) => (i === 2 ? [version, { ...version, elementId: `elm_${'z'.repeat(21)}w` }] : [version])],
    ['another version came', (version, i) => (i === 1 ? [{ ...version, version: 2, manifestHash: random() }] : [version])],
    ['an element went', (version, i) => (i === 2 ? [] : [version])],
  ])('because %s meanwhile is refused, and leaves nothing', async (_, change) => {
    const versions = await addElements(server, ada, 3);
    const reads = changeSecondRead(change);
    expect(await sendAnchor(server, ada, await anchorOver(ada, versions))).toMatchObject(refusedAsConflict);
    expect(reads.end()).toBe(2);
    expect([await newestAnchor(server, ada), await countLeaves(server, ada)]).toEqual([{}, 0]);
    expect(await sendAnchor(server, ada, await anchorOver(ada, versions))).toMatchObject({ status: 204 });
  });

  it('really sees what is written meanwhile', async () => {
    const versions = (await addElements(server, ada, 2)) as [TestVersion, TestVersion];
    const [first] = versions;
    const later = await first.element.edit();
    const reads = changeSecondRead(
      (version) => [version],
      () => store(server, ada, later),
    );
    expect(await sendAnchor(server, ada, await anchorOver(ada, versions))).toMatchObject(refusedAsConflict);
    expect(reads.end()).toBe(2);
    const fresh = await TestElement.of(ada.identity, `elm_${'z'.repeat(21)}w`).edit();
    await store(server, ada, fresh);
    expect(await sendAnchor(server, ada, await anchorOver(ada, [later, versions[1], fresh]))).toMatchObject({ status: 204 });
  });
});

/** Shows another record when it is read for the second time; `end` gives how often it was read. */
function changeSecondRead(
  change: (version: NewestVersion, index: number) => NewestVersion[],
  before: () => Promise<unknown> = () => Promise.resolve(),
): { end(): number } {
  const contents = server.app.get(RecordContents, { strict: false });
  const read = contents.newest.bind(contents);
  let reads = 0;
  contents.newest = async function* (recordId) {
    reads += 1;
    if (reads === 2) await before();
    let index = 0;
    for await (const version of read(recordId)) {
      yield* reads === 2 ? change(version, index) : [version];
      index += 1;
    }
  };
  return {
    end: () => {
      contents.newest = read;
      return reads;
    },
  };
}

describe('an anchor over a large record', () => {
  const size = process.env['SEALCHART_LONG'] === '1' ? 100_000 : 2_500;

  /** Heads of a record, as if so many elements had been written. */
  async function addMany(): Promise<AnchorLeaf[]> {
    const ids = Array.from({ length: size }, () => idOf('elm_', randomBytes(16))).sort(compareAscii);
    const leaves = ids.map((elementId, i) => ({ elementId, version: (i % 7) + 1, manifestHash: random() }));
    const audience = [{ principal: ada.accountId, role: 'owner', epoch: 0, fingerprint: '0'.repeat(64) }];
    const rest = { recordId: ada.accountId, audience, content: {}, contentAuthor: {} };
    const documents = leaves.map(({ elementId, ...leaf }) => ({ _id: elementId, ...leaf, ...rest }));
    await server.records.collection<{ _id: string }>('elements').insertMany(documents);
    return leaves;
  }

  it(`of ${size} elements has a proof for each`, async () => {
    const leaves = await addMany();
    const anchor = await anchorOver(ada, [], await anchorRoot(leaves));
    expect(await sendAnchor(server, ada, anchor)).toMatchObject({ status: 204 });
    expect(await countLeaves(server, ada)).toBe(size);
    const asked = leaves.filter((_, i) => i % Math.ceil(size / 400) === 0 || i === size - 1).map(({ elementId }) => elementId);
    const { proofs } = (await askProofs(server, ada, asked)).body as AnchorProofsResponse;
    expect(proofs.length).toBe(asked.length);
    for (const proof of proofs) expect(await checkProof(server, proof)).toEqual(leaves[proof.index]);
  });

  it('that changes while its leaves are stored is refused, and leaves none of them', async () => {
    const leaves = await addMany();
    const reads = changeSecondRead((version, i) => [i === size - 1 ? { ...version, manifestHash: random() } : version]);
    expect(await sendAnchor(server, ada, await anchorOver(ada, [], await anchorRoot(leaves)))).toMatchObject(refusedAsConflict);
    expect([reads.end(), await countLeaves(server, ada)]).toEqual([2, 0]);
  });
});
