import type { ElementView, SealedContent } from '@sealchart/protocol';
import { row } from '../harness/row.ts';
import type { Actor, Stage } from '../harness/stage.ts';
import { answersAt, onContent, onElement, viewOf } from './answers.ts';
import { NOTE, doneOf, noteForVictim, shareNote } from './people.ts';

const CONTENT_CHECKS = 'mobile-sdk/src/features/elements/content-checks.ts';
const MANIFEST_CHECKS = 'mobile-sdk/src/features/elements/manifest-checks.ts';
const PACKET_CHECK = { module: CONTENT_CHECKS, check: 'requireDataPacket', body: 'return readDataPacket(dataPacket);' };

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

const open = ({ victim, elementId }: TwoNotes) => victim.client.open(elementId);

/** What is served of one element in place of another. */
const swapsBetween = (owners: 'one' | 'two', where: string) => [
  row({
    id: 'H19',
    does: `serves one element ${where} as another, whole`,
    moment: 'after pinning',
    code: 'E_BIND',
    defences: [{ module: MANIFEST_CHECKS, check: 'requireElement' }],
    setup: (stage) => twoNotes(stage, owners),
    mutate: ({ victim, other }) => victim.tamper(onElement(({ elementId }) => ({ ...other, elementId }))),
    act: open,
  }),
  row({
    id: 'H19',
    does: `serves the data and key packet of another element ${where}`,
    moment: 'after pinning',
    code: 'E_HASH',
    defences: [PACKET_CHECK],
    setup: (stage) => twoNotes(stage, owners),
    mutate: ({ victim, other }) => victim.tamper(onContent(({ contentVersion }) => ({ ...other.content, contentVersion }))),
    act: open,
  }),
  row({
    id: 'H19',
    does: `serves the data packet of another element ${where}`,
    moment: 'after pinning',
    code: 'E_HASH',
    defences: [
      PACKET_CHECK,
      // The key of this element does not open that packet; that is no wall of its own but what encryption is.
      { module: 'mobile-sdk/src/crypto/seipd.ts', check: 'openData' },
    ],
    setup: (stage) => twoNotes(stage, owners),
    mutate: ({ victim, other }) => victim.tamper(onContent(() => ({ dataPacket: other.content?.dataPacket }))),
    act: open,
  }),
  row({
    id: 'H19',
    does: `serves the key packet of another element ${where}`,
    moment: 'after pinning',
    code: 'E_COMMITMENT',
    defences: [{ module: CONTENT_CHECKS, check: 'requireCommitment' }],
    setup: (stage) => twoNotes(stage, owners),
    mutate: ({ victim, other }) => victim.tamper(onContent(() => ({ keyPacket: other.content?.keyPacket }))),
    act: open,
  }),
];

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
const swapsInHistory = (
  [
    ['serves the newest content as a former one', 'E_BIND', { module: CONTENT_CHECKS, check: 'requireContentVersion' }, ({ newer }) => newer],
    [
      'serves the newest content as a former one, under its number',
      'E_HASH',
      PACKET_CHECK,
      ({ newer }, content) => ({ ...newer, contentVersion: content.contentVersion }),
    ],
    [
      'serves the key packet of the newest content with a former one',
      'E_COMMITMENT',
      { module: CONTENT_CHECKS, check: 'requireCommitment' },
      ({ newer: { keyPacket } }, content) => ({ ...content, keyPacket }),
    ],
  ] satisfies [string, string, object, (world: WithHistory, content: SealedContent) => SealedContent][]
).map(([does, code, defence, change]) =>
  row({
    id: 'H19',
    does,
    moment: 'after pinning',
    code: code as 'E_BIND',
    defences: [defence as typeof PACKET_CHECK],
    setup: withHistory,
    mutate: (world) => world.victim.tamper(onFormer((content) => change(world, content))),
    act: ({ victim, elementId }) => victim.client.openVersion(elementId, 1),
  }),
);

/** H19: one element, or a part of it, served as another. */
export const swap = [...swapsBetween('one', 'of an owner'), ...swapsBetween('two', 'of another owner'), ...swapsInHistory];
