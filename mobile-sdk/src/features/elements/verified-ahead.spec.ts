import { beforeEach, describe, expect, it } from '@jest/globals';
import { entryOf } from '@sealchart/protocol';
import { RecordMember } from '../../testing/record-member.ts';
import { RecordServer } from '../../testing/record-server.ts';
import { exportSealed } from '../exchange/sealed-export.ts';
import { historyOf } from './history.ts';
import { listElements } from './listing.ts';
import { openElement } from './opening.ts';
import { revokeElements, shareElements } from './sharing.ts';

let server: RecordServer;
let members: RecordMember[] = [];
const ada = (): RecordMember => members[0] as RecordMember;
/** Another device of the same account. */
const tablet = (): RecordMember => members[1] as RecordMember;
const bob = (): RecordMember => members[2] as RecordMember;
const carol = (): RecordMember => members[3] as RecordMember;
let elementId = '';
beforeEach(async () => {
  server = new RecordServer();
  const owner = await RecordMember.join(server, 'Ada');
  const others = await Promise.all(['Bob', 'Carol'].map((name) => RecordMember.join(server, name)));
  members = [owner, await RecordMember.of(server, owner.account), ...others];
  elementId = await ada().write('first');
  await tablet().sync();
});

/** What the server has of the element, to be put back later. */
const held = () => {
  const element = server.elements.get(elementId);
  if (!element) throw new TypeError('not stored');
  return element;
};
/** The names of what an export of everything writes. */
const exported = async (): Promise<string[]> => {
  const names: string[] = [];
  for await (const { name } of exportSealed(await tablet().open())) names.push(name);
  return names;
};

describe('a version that this device verified and did not take up', () => {
  it('is not hidden again once the history told of it', async () => {
    const before = held();
    await ada().rewrite(elementId, 'second');
    const newest = held();
    expect(await historyOf(await tablet().open(), elementId)).toHaveLength(2);
    server.elements.set(elementId, before);
    await expect(openElement(await tablet().open(), elementId)).rejects.toMatchObject({ code: 'E_ROLLBACK' });
    await expect(historyOf(await tablet().open(), elementId)).rejects.toMatchObject({ code: 'E_ROLLBACK' });
    await expect(exported()).rejects.toMatchObject({ code: 'E_ROLLBACK' });
    // What lists show stays as it was until the newer content is proven.
    expect(await listElements(await tablet().open())).toMatchObject([{ elementId, version: 1 }]);
    server.elements.set(elementId, newest);
    expect(await openElement(await tablet().open(), elementId)).toMatchObject({ version: 2, body: 'second' });
    expect((await tablet().sync()).refused).toEqual([]);
  });

  it('has another in its place nowhere', async () => {
    const before = held();
    await ada().rewrite(elementId, 'second');
    await historyOf(await tablet().open(), elementId);
    server.elements.set(elementId, before);
    await (await RecordMember.of(server, ada().account)).rewrite(elementId, 'another second');
    await expect(openElement(await tablet().open(), elementId)).rejects.toMatchObject({ code: 'E_ROLLBACK' });
  });

  it('is what a change of readers follows, although the server refused the first try', async () => {
    await ada().shared(elementId, bob());
    await tablet().sync();
    const before = held();
    await revokeElements(await ada().open(), [elementId], bob().accountId);
    let tries = 0;
    server.mutate = (path) => {
      if (path !== '/v1/elements/batch') return undefined;
      tries += 1;
      // From then on Bob was never taken out.
      server.elements.set(elementId, before);
      return tries === 1 ? { results: [{ status: 'refused', code: 'E_CONFLICT' }] } : undefined;
    };
    const outcomes = await shareElements(await tablet().open(), [elementId], { accountId: carol().accountId, grant: {} });
    expect(outcomes).toMatchObject([{ ok: false, error: { code: 'E_ROLLBACK' } }]);
    expect(tries).toBe(1);
    expect(entryOf(held().state.audience, carol().accountId)).toBeUndefined();
  });
});
