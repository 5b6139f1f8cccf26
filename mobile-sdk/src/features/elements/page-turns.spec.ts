import { beforeAll, describe, expect, it } from '@jest/globals';
import { RecordMember } from '../../testing/record-member.ts';
import { RecordServer } from '../../testing/record-server.ts';
import { TURN_ITEMS } from './batches.ts';
import type { ElementsContext } from './context.ts';
import { createElements } from './creation.ts';
import { eraseElements } from './erasing.ts';
import { listElements } from './listing.ts';
import { revokeElements, shareElements } from './sharing.ts';

const COUNT = TURN_ITEMS + 3;

let server: RecordServer;
let [ada, ben]: RecordMember[] = [];
let ids: string[];
beforeAll(async () => {
  server = new RecordServer();
  ada = await RecordMember.join(server, 'Ada');
  ben = await RecordMember.join(server, 'Ben');
  const drafts = Array.from({ length: COUNT }, (_, i) => ({ schema: 'text/plain', title: `${i}`, body: `${i}` }));
  ids = (await createElements(await ada.open(), drafts)).map(({ elementId }) => elementId);
});

/** A context before one of whose turns others act. */
const withOthers = async (before: number, act: () => Promise<unknown>): Promise<ElementsContext> => {
  let turn = 0;
  const own = ada as RecordMember;
  return {
    ...(await own.open()),
    async inTurn(step) {
      turn += 1;
      if (turn === before) await act();
      return step(await own.open(), turn === before);
    },
  };
};
const [first, last] = [0, COUNT - 1];
const elementAt = (index: number): string => ids[index] ?? '';
const audienceOf = (elementId: string): (string | undefined)[] =>
  server.elements.get(elementId)?.state.audience.map(({ principal }) => principal) ?? [];

describe('an act on many elements', () => {
  it('seals to the key that a person has in that turn', async () => {
    const context = await withOthers(3, async () => {
      await ben?.account.rotate('routine');
      if (ben) server.show(ben.account);
    });
    const { accountId } = ben as RecordMember;
    const outcomes = await shareElements(context, ids, { accountId, grant: {} });
    expect(outcomes.every(({ ok }) => ok)).toBe(true);
    const keys = [first, last].map(
      (index) => server.elements.get(elementAt(index))?.state.audience.find(({ principal }) => principal === accountId)?.fingerprint,
    );
    expect(keys).toEqual(ben?.account.identities.map(({ certificate }) => certificate.encryption.fingerprint));
  });

  it('goes by what others made of an element before its turn', async () => {
    const { accountId } = ben as RecordMember;
    const context = await withOthers(3, async () => {
      const own = await (ada as RecordMember).open();
      expect(await eraseElements(own, [elementAt(last)])).toMatchObject([{ ok: true }]);
      expect(await revokeElements(own, [elementAt(last - 1)], accountId)).toMatchObject([{ ok: true }]);
    });
    const said: number[] = [];
    const outcomes = await revokeElements(context, ids, accountId, ({ done }) => said.push(done));
    expect(said).toEqual([TURN_ITEMS, COUNT]);
    expect(outcomes.map(({ elementId }) => elementId)).toEqual(ids);
    expect(outcomes.slice(0, -1).every(({ ok }) => ok)).toBe(true);
    expect(outcomes.at(-1)).toMatchObject({ ok: false, error: { code: 'E_ERASED' } });
    expect(ids.slice(0, -1).map(audienceOf)).toEqual(ids.slice(0, -1).map(() => [ada?.accountId]));
  });

  it('erases in turns, and takes what was erased meanwhile as erased', async () => {
    const context = await withOthers(3, async () => eraseElements(await (ada as RecordMember).open(), [elementAt(last - 1)]));
    const outcomes = await eraseElements(context, ids);
    expect(outcomes.every(({ ok }) => ok)).toBe(true);
    expect(server.elements.size).toBe(0);
    expect(await listElements(await (ada as RecordMember).open())).toEqual([]);
  });
});
