import { row } from '../harness/row.ts';
import { onContent, onElement, viewOf } from './answers.ts';
import { noteForVictim, shareNote } from './people.ts';
import type { Stage } from '../harness/stage.ts';

const CONTENT_CHECKS = 'mobile-sdk/src/features/elements/content-checks.ts';
const MANIFEST_CHECKS = 'mobile-sdk/src/features/elements/manifest-checks.ts';

/** Two notes of one owner for the victim, who has read the other. */
async function twoNotes(stage: Stage) {
  const note = await noteForVictim(stage);
  const { owner, victim } = note;
  const { elementId } = await shareNote(owner, victim);
  return { ...note, other: await viewOf(victim, elementId) };
}

/** H19: one element, or a part of it, served as another. */
export const swap = [
  row({
    id: 'H19',
    does: 'serves one element of an owner as another, whole',
    moment: 'after pinning',
    code: 'E_BIND',
    defences: [{ module: MANIFEST_CHECKS, check: 'requireElement' }],
    setup: twoNotes,
    mutate: ({ victim, other }) => victim.tamper(onElement(({ elementId }) => ({ ...other, elementId }))),
    act: ({ victim, elementId }) => victim.client.open(elementId),
  }),
  row({
    id: 'H19',
    does: 'serves the data and key packet of another element',
    moment: 'after pinning',
    code: 'E_HASH',
    defences: [{ module: CONTENT_CHECKS, check: 'requireDataPacket', body: 'return readDataPacket(dataPacket);' }],
    setup: twoNotes,
    mutate: ({ victim, other }) => victim.tamper(onContent(({ contentVersion }) => ({ ...other.content, contentVersion }))),
    act: ({ victim, elementId }) => victim.client.open(elementId),
  }),
];
