import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { ElementView } from '@sealchart/protocol';
import { toInstant } from '@sealchart/protocol';
import { findBytes, partsOf } from '../../testing/element-state.ts';
import type { SharedElement } from '../../testing/shared-element.ts';
import { broughtBy, readElements, storeShared, viewElement } from '../../testing/shared-element.ts';
import type { LoggedInAccount } from '../../testing/test-account.ts';
import { registerAndLogIn } from '../../testing/test-account.ts';
import type { TestVersion } from '../../testing/test-element.ts';
import { store } from '../../testing/test-element.ts';
import type { TestAnswer, TestServer } from '../../testing/test-server.ts';
import { startTestServer } from '../../testing/test-server.ts';
import { ChainPages } from './chain-pages.ts';
import { ElementContentsRepository } from './element-contents.repository.ts';
import { KeyPacketsRepository } from './key-packets.repository.ts';

let server: TestServer;
let owner: LoggedInAccount;
let manager: LoggedInAccount;
let viewer: LoggedInAccount;
beforeAll(async () => {
  server = await startTestServer();
  [owner, manager, viewer] = (await Promise.all([0, 1, 2].map(() => registerAndLogIn(server)))) as [
    LoggedInAccount,
    LoggedInAccount,
    LoggedInAccount,
  ];
});
afterAll(async () => {
  await server.close();
});

const never = (): never => {
  throw new Error('there is none');
};

const storeOne = (): Promise<SharedElement> => storeShared(server, { owner, manager, viewer });
const view = (account: LoggedInAccount, elementId: string) => viewElement(server, account, elementId);
/** What an answer has of an element. */
function piecesOf({ status, body }: TestAnswer): 'nothing' | 'all' | 'rest' | 'half' {
  if (status === 404) return 'nothing';
  if (status !== 200) return 'half';
  const { chain, content } = body as ElementView;
  if (content) return chain.length >= 3 ? 'all' : 'half';
  return chain.length === 1 ? 'rest' : 'half';
}

/** Runs `meanwhile` once, just before a step of the reading. */
const runBefore = (step: 'manifests' | 'packets' | 'contents', meanwhile: () => Promise<unknown>) => {
  const [chains, packets, contents] = [
    server.app.get(ChainPages),
    server.app.get(KeyPacketsRepository),
    server.app.get(ElementContentsRepository),
  ];
  const [readChains, findPackets, findContents] = [
    chains.read.bind(chains),
    packets.findByKeys.bind(packets),
    contents.findByKeys.bind(contents),
  ];
  const spies = {
    manifests: () =>
      jest.spyOn(chains, 'read').mockImplementationOnce(async (...args) => {
        await meanwhile();
        return readChains(...args);
      }),
    packets: () =>
      jest.spyOn(packets, 'findByKeys').mockImplementationOnce(async (...args) => {
        await meanwhile();
        return findPackets(...args);
      }),
    contents: () =>
      jest.spyOn(contents, 'findByKeys').mockImplementationOnce(async (...args) => {
        await meanwhile();
        return findContents(...args);
      }),
  };
  return spies[step]();
};

describe('an erase in the middle of a reading', () => {
  it.each(['manifests', 'packets', 'contents'] as const)('is seen just before the %s', async (step) => {
    for (const [account, isOwner] of [
      [owner, true],
      [viewer, false],
    ] as const) {
      const [one, two] = [await storeOne(), await storeOne()];
      const erase = await one.element.erase();
      const spy = runBefore(step, () => store(server, owner, erase));
      const answer = await readElements(server, account, { elementIds: [one.elementId, two.elementId], content: true });
      spy.mockRestore();
      const erased = { elementId: one.elementId, chain: [erase.write.manifest], newest: 4 };
      const other = answer.elements.find((element) => element.elementId === two.elementId);
      expect(other).toMatchObject({ newest: 3, chain: { length: 3 }, content: { contentVersion: 3 } });
      expect(answer.elements.filter((element) => element !== other)).toEqual(isOwner ? [erased] : []);
      expect([answer.missing, answer.rest]).toEqual([isOwner ? [] : [one.elementId], []]);
    }
  });
});

describe('an erase beside other writes', () => {
  it('and beside readers comes before or after each, never in between', async () => {
    for (let round = 0; round < 4; round += 1) {
      const { versions, element, elementId } = await storeOne();
      const readers = element.readers.slice(0, 2);
      const rivals: [LoggedInAccount, TestVersion][] = [
        [owner, await element.erase()],
        [owner, await element.edit()],
        [manager, await element.share(readers, { by: manager.identity })],
        [owner, await element.erase({ manifest: (manifest) => ({ ...manifest, authoredAt: toInstant(Date.now() - 5_000) }) })],
      ];
      const order = rivals.map((_, i) => rivals[(i + round) % rivals.length] ?? never());
      const reading = Promise.all(Array.from({ length: 8 }, (_, i) => (i % 2 === 0 ? view(owner, elementId) : view(viewer, elementId))));
      const results = await Promise.all(
        order.map(async ([account, version]) => ({ version, result: (await store(server, account, version))[0] })),
      );
      const stored = results.filter(({ result }) => result?.status === 'stored');
      const isErased = stored.some(({ version }) => version.write.keyPackets.length === 0 && !version.element.content);
      expect(stored.length).toBe(1);
      const codes = results.flatMap(({ result }) => (result?.status === 'refused' ? [result.code] : []));
      for (const code of codes) expect(['E_CONFLICT', 'E_ERASED', 'E_NOT_FOUND']).toContain(code);
      // Whole, of before or after; or what is left of it.
      for (const chain of (await reading).map(piecesOf)) expect(chain).not.toBe('half');
      const newest = stored[0]?.version ?? never();
      const codesLater = isErased ? [] : (await store(server, owner, await newest.element.erase())).map(({ status }) => status);
      expect(codesLater).toEqual(isErased ? [] : ['stored']);
      for (const bytes of broughtBy([...versions, ...rivals.map(([, version]) => version).filter(({ element: { content } }) => content)]))
        expect(await findBytes(server, bytes)).toEqual({});
      expect(await partsOf(server, 'keypackets', elementId)).toEqual([]);
    }
  }, 60_000);
});
