import type { ElementView, SealedContent } from '@sealchart/protocol';
import { variants } from '../harness/row.ts';
import type { Actor, Stage } from '../harness/stage.ts';
import { openElement, openFirstVersion } from './acts.ts';
import { answersAt, onContent, onElement, viewOf } from './answers.ts';
import { DATA_PACKET, WITHOUT_TAGS, contentCheck, manifestCheck } from './checks.ts';
import { NOTE, doneOf, noteForVictim, shareNote } from './people.ts';

interface TwoNotes {
  readonly victim: Actor;
  readonly elementId: string;
  readonly markers: readonly string[];
  /** As the victim was shown it. */
  readonly other: ElementView;
}

/** Two notes for the victim, who has read the other one; of one owner, or of two. */
async function twoNotes(stage: Stage, owners: 'one' | 'two'): Promise<TwoNotes> {
  const note = await noteForVictim(stage);
  const { owner, victim } = note;
  const { elementId } = await shareNote(owners === 'one' ? owner : await stage.actor('Lou'), victim);
  return { ...note, other: await viewOf(victim, elementId) };
}

/** What is served of one element in place of another. */
const swapsBetween = (owners: 'one' | 'two', where: string) =>
  variants<TwoNotes>(
    {
      id: 'H19',
      moment: 'after pinning',
      setup: (stage) => twoNotes(stage, owners),
      act: openElement,
    },
    [
      {
        does: `serves one element ${where} as another, whole`,
        code: 'E_BIND',
        defences: [manifestCheck('requireElement')],
        mutate: ({ victim, other }) => victim.tamper(onElement(({ elementId }) => ({ ...other, elementId }))),
      },
      {
        does: `says that an element goes on, and goes on with another one ${where}`,
        code: 'E_BIND',
        defences: [{ module: 'mobile-sdk/src/features/elements/reading.ts', check: 'requireAsked' }],
        mutate: ({ victim, other }) => {
          let isBegun = false;
          victim.tamper(
            onElement((view) => {
              if (isBegun) return other;
              isBegun = true;
              return { ...view, chain: [], newest: view.newest + other.newest };
            }),
          );
        },
      },
      {
        does: `serves the data and key packet of another element ${where}`,
        code: 'E_HASH',
        defences: [DATA_PACKET],
        mutate: ({ victim, other }) => victim.tamper(onContent(({ contentVersion }) => ({ ...other.content, contentVersion }))),
      },
      {
        does: `serves the data packet of another element ${where}`,
        code: 'E_HASH',
        defences: [DATA_PACKET, WITHOUT_TAGS],
        mutate: ({ victim, other }) => victim.tamper(onContent(() => ({ dataPacket: other.content?.dataPacket }))),
      },
      {
        does: `serves the key packet of another element ${where}`,
        code: 'E_COMMITMENT',
        defences: [contentCheck('requireCommitment')],
        mutate: ({ victim, other }) => victim.tamper(onContent(() => ({ keyPacket: other.content?.keyPacket }))),
      },
    ],
  );

/** A note with two contents for a reader of its history, who has read both. */
async function withHistory(stage: Stage) {
  const [owner, victim] = [await stage.actor('Kim'), await stage.victim('Dr Ada')];
  const { elementId } = await shareNote(owner, victim);
  doneOf([await owner.client.update(elementId, { schema: 'text/plain', title: 'Night', body: 'sleeps well' })]);
  const { accountId } = await owner.client.findPerson(victim.identifier);
  doneOf(await owner.client.share([elementId], accountId, { role: 'viewer', history: true }));
  const { content } = await viewOf(victim, elementId);
  return { victim, elementId, markers: [NOTE, 'sleeps well'], newer: content as SealedContent };
}

type WithHistory = Awaited<ReturnType<typeof withHistory>>;

const onFormer = (change: (content: SealedContent) => unknown) => answersAt<SealedContent>('/contents/1', change);

/** One content of an element served as another one of the same. */
const swapsInHistory = variants<WithHistory>(
  {
    id: 'H19',
    moment: 'after pinning',
    setup: withHistory,
    act: openFirstVersion,
  },
  [
    {
      does: 'serves the newest content as a former one',
      code: 'E_BIND',
      defences: [contentCheck('requireContentVersion')],
      mutate: ({ victim, newer }) => victim.tamper(onFormer(() => newer)),
    },
    {
      does: 'serves the newest content as a former one, under its number',
      code: 'E_HASH',
      defences: [DATA_PACKET],
      mutate: ({ victim, newer }) => victim.tamper(onFormer(({ contentVersion }) => ({ ...newer, contentVersion }))),
    },
    {
      does: 'serves the key packet of the newest content with a former one',
      code: 'E_COMMITMENT',
      defences: [contentCheck('requireCommitment')],
      mutate: ({ victim, newer: { keyPacket } }) => victim.tamper(onFormer((content) => ({ ...content, keyPacket }))),
    },
  ],
);

/** H19: one element, or a part of it, served as another. */
export const swap = [...swapsBetween('one', 'of an owner'), ...swapsBetween('two', 'of another owner'), ...swapsInHistory];
