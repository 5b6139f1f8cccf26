import type { SignedStatement } from '@sealchart/protocol';
import { addendaHeads } from '@sealchart/protocol';
import { forgeAddendum } from '@sealchart/sdk/testing';
import { row, variants } from '../harness/row.ts';
import type { Stage } from '../harness/stage.ts';
import { openElement } from './acts.ts';
import { onContent, viewOf } from './answers.ts';
import { chainRule, contentCheck } from './checks.ts';
import { asReader, continued, forgedAuthor, forgedNext, serveView, wholeView } from './forging.ts';
import { NOTE, doneOf, noteForVictim, shareNote } from './people.ts';

/** Two notes for the victim, one of which has an open field. */
async function coloured(stage: Stage) {
  const note = await noteForVictim(stage);
  const { owner, victim } = note;
  const [outcome] = await owner.client.create([{ schema: 'text/plain', title: 'Allergy', body: 'nuts', open: { colour: '#ff0000' } }]);
  const { accountId } = await owner.client.findPerson(victim.identifier);
  const elementId = outcome?.elementId ?? '';
  doneOf(await owner.client.share([elementId], accountId, { role: 'viewer' }));
  return { ...note, other: await viewOf(victim, elementId) };
}

/** A note with addenda of its owner, and the keys of owner, editor and reader in the hands of whoever writes the row. */
async function remarked(stage: Stage) {
  const [owner, editor, victim] = [await stage.actor('Kim'), await stage.actor('Mallory'), await stage.victim('Dr Ada')];
  const { elementId } = await shareNote(owner, victim);
  const { accountId } = await owner.client.findPerson(editor.identifier);
  doneOf(await owner.client.share([elementId], accountId, { role: 'editor' }));
  await victim.client.findPerson(editor.identifier);
  const [from, author, reader] = [await forgedAuthor(stage, owner), await forgedAuthor(stage, editor), await forgedAuthor(stage, victim)];
  const view = await wholeView(owner, elementId);
  const about = { elementId, recordId: from.accountId, body: NOTE };
  const remarks = [
    await forgeAddendum(author, about, { number: 1, text: 'first' }),
    await forgeAddendum(author, about, { number: 2, text: 'second' }),
  ];
  return { victim, editor, elementId, view, from, author, reader, about, remarks, markers: [NOTE] };
}

type Remarked = Awaited<ReturnType<typeof remarked>>;

/** Contents that the editor signs one after another, each with these addenda; the victim is served all of them. */
async function serveAddenda(
  { victim, view, from, author, reader }: Remarked,
  contents: readonly (readonly SignedStatement[])[],
  /** What the newest manifest says of addenda, where that is not what is sealed. */
  told?: readonly SignedStatement[],
): Promise<void> {
  let served = view;
  for (const [i, addenda] of contents.entries()) {
    const heads = await addendaHeads(told ?? []);
    const reference = i === contents.length - 1 && told ? { addenda: { count: told.length, head: heads.at(-1) ?? '' } } : undefined;
    const forged = await forgedNext(author, served, [asReader(from, 'owner'), asReader(author, 'editor'), asReader(reader, 'viewer')], {
      inner: { addenda: [...addenda], body: NOTE },
      ...(reference ? { reference } : {}),
    });
    served = continued(served, forged, reader);
  }
  victim.tamper(serveView(served));
}

const OWN_PLACE = { module: 'mobile-sdk/src/features/elements/addenda.ts', check: 'requireOwnPlace' };

/** Addenda that are not what their authors said, or not where. */
const addenda = variants<Remarked>({ id: 'H21', moment: 'after pinning', setup: remarked, act: openElement }, [
  {
    does: 'has an editor who drops an addendum',
    code: 'E_ADDENDUM',
    defences: [chainRule('checkContentStep'), contentCheck('requireAddenda')],
    mutate: (world) => serveAddenda(world, [world.remarks, world.remarks.slice(0, 1)]),
  },
  {
    does: 'has an editor who puts another addendum in the place of one',
    code: 'E_ADDENDUM',
    defences: [chainRule('checkContentStep'), contentCheck('requireAddenda')],
    mutate: async (world) => {
      const other = await forgeAddendum(world.author, world.about, { number: 2, text: 'another' });
      await serveAddenda(world, [world.remarks, [...world.remarks.slice(0, 1), other]]);
    },
  },
  {
    does: 'has an editor who changes the order of addenda, the number of them growing',
    code: 'E_ADDENDUM',
    defences: [contentCheck('requireAddenda'), OWN_PLACE],
    mutate: async (world) => {
      const third = await forgeAddendum(world.author, world.about, { number: 3, text: 'third' });
      await serveAddenda(world, [world.remarks, [...world.remarks.toReversed(), third]]);
    },
  },
  {
    does: 'has an editor who seals other addenda than the manifest names',
    code: 'E_ADDENDUM',
    defences: [contentCheck('requireAddenda')],
    mutate: (world) => serveAddenda(world, [world.remarks.slice(0, 1)], world.remarks.slice(1)),
  },
  {
    does: 'has an editor who brings along an addendum of another element',
    code: 'E_ADDENDUM',
    defences: [OWN_PLACE],
    mutate: async (world) => {
      const foreign = { ...world.about, elementId: `elm_${'B'.repeat(21)}A` };
      await serveAddenda(world, [[await forgeAddendum(world.author, foreign, { number: 1 })]]);
    },
  },
  {
    does: 'has an editor who brings along an addendum that was made for another place',
    code: 'E_ADDENDUM',
    defences: [OWN_PLACE],
    mutate: (world) => serveAddenda(world, [world.remarks.slice(1)]),
  },
]);

/** H21: fields of an element, each genuine, in another place. Title, type and body are sealed as one and cannot be moved. */
export const fields = [
  row({
    id: 'H21',
    does: 'changes an open field',
    moment: 'first contact',
    code: 'E_HASH',
    defences: [contentCheck('requireOpenFields')],
    setup: (stage) => noteForVictim(stage),
    mutate: ({ victim }) => victim.tamper(onContent(() => ({ open: { favourite: true } }))),
    act: openElement,
  }),
  row({
    id: 'H21',
    does: 'serves the open fields of another element',
    moment: 'after pinning',
    code: 'E_HASH',
    defences: [contentCheck('requireOpenFields')],
    setup: coloured,
    mutate: ({ victim, other }) => victim.tamper(onContent(() => ({ open: other.content?.open }))),
    act: openElement,
  }),
  row({
    id: 'H21',
    does: 'has an editor who seals attachments that the manifest does not name',
    moment: 'after pinning',
    code: 'E_BIND',
    defences: [contentCheck('requireBlobs')],
    setup: remarked,
    mutate: async ({ victim, view, from, author, reader }) => {
      const key = 'A'.repeat(43);
      const attachment = {
        blobId: `blb_${'A'.repeat(22)}`,
        key,
        salt: 'A'.repeat(22),
        size: 1,
        sha256: key,
        name: 'x',
        mediaType: 'text/plain',
      };
      const forged = await forgedNext(author, view, [asReader(from, 'owner'), asReader(author, 'editor'), asReader(reader, 'viewer')], {
        inner: { attachments: [attachment] },
      });
      victim.tamper(serveView(continued(view, forged, reader)));
    },
    act: openElement,
  }),
  ...addenda,
];
