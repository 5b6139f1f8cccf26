import type { ElementView, FeedResponse, ReadResponse } from '@sealchart/protocol';
import { row } from '../harness/row.ts';
import type { Stage } from '../harness/stage.ts';
import { NEXT, catchUpOn, openElement, viewHistory } from './acts.ts';
import { answersAt, onElement, viewOf } from './answers.ts';
import { contentCheck, manifestCheck } from './checks.ts';
import { asReader, forgedAuthor, forgedNext, wholeView } from './forging.ts';
import { REFUSED, noteForVictim } from './people.ts';

/** A note with a newer content that the victim has read, as the one before. */
async function readTwice(stage: Stage) {
  const note = await noteForVictim(stage);
  const { owner, victim, elementId } = note;
  await victim.client.sync();
  const older = await viewOf(victim, elementId);
  const whole = await wholeView(victim, elementId);
  await owner.client.open(elementId);
  await owner.client.update(elementId, NEXT);
  await victim.client.open(elementId);
  return { ...note, older: { ...whole, content: older.content ?? whole.content } as ElementView };
}

const onRead = (change: (view: ElementView) => ElementView) =>
  answersAt<ReadResponse>('/v1/elements/read', (all) => ({ ...all, elements: all.elements.map(change) }));

/** H20: an older version of an element, genuine as it is. To another device of the account, and to others, is for the log. */
export const rollback = [
  row({
    id: 'H20',
    does: 'serves an older version to the device that has seen a newer one',
    moment: 'after pinning',
    code: 'E_ROLLBACK',
    defences: [manifestCheck('requireNewest')],
    setup: readTwice,
    mutate: ({ victim, older }) => victim.tamper(onElement(() => ({ ...older, chain: [] }))),
    act: openElement,
  }),
  row({
    id: 'H20',
    does: 'serves the older version with its whole chain, as at a first contact',
    moment: 'after pinning',
    code: 'E_ROLLBACK',
    defences: [manifestCheck('requirePlace'), manifestCheck('requireNewest')],
    setup: readTwice,
    mutate: ({ victim, older }) => victim.tamper(onElement(() => older)),
    act: openElement,
  }),
  row({
    id: 'H20',
    does: 'serves the older content under the newest manifest',
    moment: 'after pinning',
    code: 'E_BIND',
    defences: [contentCheck('requireContentVersion')],
    setup: readTwice,
    mutate: ({ victim, older }) => victim.tamper(onElement((view) => ({ ...view, content: older.content }))),
    act: openElement,
  }),
  row({
    id: 'H20',
    does: 'shows the history as it was before the newest version',
    moment: 'after pinning',
    code: 'E_ROLLBACK',
    // Who looks at a history in a page has the element open, which is held to what was seen by itself.
    defences: [{ module: 'mobile-sdk/src/features/elements/chain-replay.ts', check: 'requireSameChain' }, manifestCheck('requireNewest')],
    setup: readTwice,
    mutate: ({ victim, older }) => victim.tamper(onElement(() => older)),
    act: viewHistory,
  }),
  row({
    id: 'H20',
    does: 'has an accomplice who signs another newest version, in the place of the one that was read',
    moment: 'after pinning',
    code: 'E_ROLLBACK',
    defences: [{ module: 'mobile-sdk/src/features/elements/chain-replay.ts', check: 'requireSameChain' }],
    setup: async (stage: Stage) => {
      const note = await readTwice(stage);
      const [author, reader] = [await forgedAuthor(stage, note.owner), await forgedAuthor(stage, note.victim)];
      return { ...note, author, reader };
    },
    mutate: async ({ victim, older, author, reader }) => {
      const { signed, value } = await forgedNext(author, older, [asReader(author, 'owner'), asReader(reader, 'viewer')]);
      victim.tamper(onElement((view) => ({ ...view, chain: [...older.chain, signed], newest: value.version })));
    },
    act: viewHistory,
  }),
  row({
    id: 'H20',
    does: 'ends the feed before where it ended',
    moment: 'after pinning',
    code: 'E_ROLLBACK',
    defences: [
      { module: 'mobile-sdk/src/sync/feed.ts', check: 'requireRows', body: 'return rows;' },
      { module: 'mobile-sdk/src/sync/feed-walk.ts', check: 'requireEnd' },
    ],
    setup: async (stage: Stage) => {
      const note = await readTwice(stage);
      await note.victim.client.sync();
      return note;
    },
    mutate: ({ victim }) => victim.tamper(answersAt('/feeds/pull', () => ({ rows: [], newest: 0 }))),
    act: catchUpOn,
  }),
  row({
    id: 'H20',
    does: 'tells in the feed of another version in the place of the one that was read',
    moment: 'after pinning',
    code: 'E_ROLLBACK',
    defences: [{ module: 'mobile-sdk/src/sync/page.ts', check: 'isFork', body: 'return false;' }],
    setup: readTwice,
    mutate: ({ victim, elementId, older }) =>
      victim.tamper(
        answersAt<FeedResponse>('/feeds/pull', (answer) => ({
          ...answer,
          rows: answer.rows.map((one) => (one.id === elementId ? { ...one, hash: hashIn(older) } : one)),
        })),
      ),
    act: catchUpOn,
    mayKeep: REFUSED,
  }),
  row({
    id: 'H20',
    does: 'names an older version as the newest one when lists are brought up to date',
    moment: 'after pinning',
    code: 'E_ROLLBACK',
    defences: [manifestCheck('requireNewest')],
    setup: readTwice,
    mutate: async ({ victim, owner, elementId }) => {
      victim.tamper(onRead((view) => ({ ...view, chain: [], newest: 1 })));
      await owner.client.update(elementId, { ...NEXT, body: 'sleeps' });
    },
    act: catchUpOn,
    mayKeep: REFUSED,
  }),
];

/** A hash that is not that of the newest version: the one before it names it. */
const hashIn = ({ chain }: ElementView): string =>
  (JSON.parse(Buffer.from(chain.at(-1)?.statement ?? '', 'base64url').toString()) as { previous: string }).previous;
