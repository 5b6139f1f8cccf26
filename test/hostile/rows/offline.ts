import type { BatchResponse } from '@sealchart/protocol';
import { variants } from '../harness/row.ts';
import type { Stage } from '../harness/stage.ts';
import { NEXT, comeHome } from './acts.ts';
import { answersAt, onElement } from './answers.ts';
import { SIGNATURE, chainRule, manifestCheck } from './checks.ts';
import { asReader, continued, flipped, forgedAuthor, forgedNext, serveView, wholeView } from './forging.ts';
import { doneOf, noteForVictim } from './people.ts';

/** A note that the victim may write on, read twice, and changed by them without network. */
async function unsentEdit(stage: Stage) {
  const note = await noteForVictim(stage, 'editor');
  const { owner, victim, elementId } = note;
  const stranger = await stage.actor('Mallory');
  for (const person of [owner, stranger]) await victim.client.findPerson(person.identifier);
  await victim.client.open(elementId);
  const older = await wholeView(victim, elementId);
  await owner.client.update(elementId, { ...NEXT, body: 'sleeps' });
  await victim.client.sync();
  await victim.client.open(elementId);
  const view = await wholeView(victim, elementId);
  const [ofOwner, ofVictim, ofStranger] = await Promise.all([owner, victim, stranger].map((one) => forgedAuthor(stage, one)));
  if (!ofOwner || !ofVictim || !ofStranger) throw new Error('three people');
  victim.away(true);
  doneOf([await victim.client.update(elementId, NEXT)]);
  victim.away(false);
  return { ...note, attackers: [stranger], markers: [...note.markers, NEXT.body], older, view, ofOwner, ofVictim, ofStranger };
}

type UnsentEdit = Awaited<ReturnType<typeof unsentEdit>>;

/** What waits is sealed before it is sent, with the state that it follows; and the place in the feed moves on. */
const UNSENT = /^(?:edit\/|element|sync\/cursor$)/;

const common = { moment: 'offline', setup: unsentEdit, act: comeHome, mayKeep: UNSENT } as const;

/** What a device meets when it comes back to the server with what was written meanwhile: it is joined with nothing that is not proven. */
export const offline = [
  ...variants<UnsentEdit>({ ...common, id: 'H20' }, [
    {
      does: 'shows an older version to a device that comes back with an edit of the newest one',
      code: 'E_ROLLBACK',
      defences: [manifestCheck('requirePlace'), manifestCheck('requireNewest')],
      mutate: ({ victim, older }) => victim.tamper(onElement(() => older)),
    },
    {
      does: 'names an older version as the newest one to a device that comes back with an edit',
      code: 'E_ROLLBACK',
      defences: [manifestCheck('requireNewest')],
      mutate: ({ victim, older }) => victim.tamper(onElement(() => ({ ...older, chain: [] }))),
    },
    {
      does: 'says that it stored what waited, and names another version',
      code: 'E_ANSWER',
      defences: [{ module: 'mobile-sdk/src/features/elements/writing.ts', check: 'requireSent' }],
      mutate: ({ victim }) =>
        victim.tamper(
          answersAt<BatchResponse>('/elements/batch', ({ results }) => ({
            results: results.map((result) => ('hash' in result ? { ...result, hash: 'A'.repeat(43) } : result)),
          })),
        ),
    },
  ]),
  ...variants<UnsentEdit>({ ...common, id: 'H23' }, [
    {
      does: 'has a stranger sign the version that an unsent edit is joined with',
      code: 'E_RIGHT',
      defences: [chainRule('checkAuthorRight')],
      mutate: async ({ victim, view, ofOwner, ofVictim, ofStranger }) => {
        const forged = await forgedNext(ofStranger, view, [asReader(ofOwner, 'owner'), asReader(ofVictim, 'editor')]);
        victim.tamper(serveView(continued(view, forged, ofVictim, view.chain.length)));
      },
    },
  ]),
  ...variants<UnsentEdit>({ ...common, id: 'H25' }, [
    {
      does: 'puts a version that nobody signed before an unsent edit',
      code: 'E_SIGNATURE',
      defences: [SIGNATURE],
      mutate: async ({ victim, view, ofOwner, ofVictim }) => {
        const forged = await forgedNext(ofOwner, view, [asReader(ofOwner, 'owner'), asReader(ofVictim, 'editor')]);
        const signed = { ...forged.signed, signature: flipped(forged.signed.signature, -1) };
        victim.tamper(serveView(continued(view, { ...forged, signed }, ofVictim, view.chain.length)));
      },
    },
  ]),
];
