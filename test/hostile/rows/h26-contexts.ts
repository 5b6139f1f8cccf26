import type { ReceiptsResponse } from '@sealchart/protocol';
import { row, variants } from '../harness/row.ts';
import { catchUpOnPlanted, openElement, viewErased } from './acts.ts';
import { answersAt, onElement } from './answers.ts';
import { asReader, continued, entryOf, forgedNext, serveView } from './forging.ts';
import { verificationElement } from './made-statements.ts';
import { NOTE, REFUSED } from './people.ts';
import type { Erased, NoteAndStranger, OwnRecord, TwoPeople } from './statements.ts';
import { erased, findAlice, noteAndStranger, onAlice, ownRecord, plant, twoPeople } from './statements.ts';

/** That a statement is of the kind that is read; the schema of each kind names it once more. */
const CONTEXT = { module: 'protocol/src/statements/signed-statement.ts', check: 'requireContext' };

/** H26: a genuine statement of one kind where another kind is read. All with all: see the matrix beside these rows. */
export const contexts = [
  ...variants<NoteAndStranger>({ id: 'H26', moment: 'after pinning', setup: noteAndStranger, act: openElement }, [
    {
      does: "serves its author's name as the newest version of an element",
      code: 'E_CONTEXT',
      defences: [CONTEXT],
      mutate: async ({ victim, owner, stranger }) => {
        const { profile } = await entryOf(stranger, owner);
        victim.tamper(onElement((view) => ({ ...view, chain: [...view.chain.slice(0, -1), profile] })));
      },
    },
    {
      does: 'has an author who seals a version of the element as an addendum',
      code: 'E_CONTEXT',
      defences: [CONTEXT],
      mutate: async ({ victim, view, from, reader }) => {
        const forged = await forgedNext(from, view, [asReader(from, 'owner'), asReader(reader, 'viewer')], {
          inner: { addenda: view.chain.slice(0, 1), body: NOTE },
        });
        victim.tamper(serveView(continued(view, forged, reader)));
      },
    },
  ]),
  ...variants<TwoPeople>({ id: 'H26', moment: 'first contact', setup: twoPeople, act: findAlice }, [
    {
      does: "serves an event of a person's account as their name",
      code: 'E_CONTEXT',
      defences: [CONTEXT],
      mutate: (world) => {
        const [event] = world.entry.events;
        if (event) world.victim.tamper(onAlice(world, (entry) => ({ ...entry, profile: event })));
      },
    },
    {
      does: "serves a person's name as an event of their account",
      code: 'E_CONTEXT',
      defences: [CONTEXT],
      mutate: (world) =>
        world.victim.tamper(onAlice(world, (entry) => ({ ...entry, events: [...entry.events.slice(0, -1), entry.profile] }))),
    },
  ]),
  ...variants<OwnRecord>(
    {
      id: 'H26',
      moment: 'after pinning',
      setup: ownRecord,
      act: catchUpOnPlanted,
      mayKeep: REFUSED,
    },
    [
      {
        does: 'has an element of the own record say as a comparison of keys what is another statement',
        code: 'E_CONTEXT',
        defences: [CONTEXT],
        mutate: async ({ victim, owner, plantedId, view: { chain } }) => {
          const [version] = chain;
          if (!version) throw new Error('a view without manifests');
          const { view, forged } = await verificationElement({ owner, elementId: plantedId }, version);
          plant(victim, view, forged);
        },
      },
    ],
  ),
  row({
    id: 'H26',
    does: 'gives a version of an element as a receipt',
    moment: 'after pinning',
    code: 'E_CONTEXT',
    defences: [CONTEXT],
    setup: erased,
    mutate: ({ victim, version }: Erased) =>
      victim.tamper(
        answersAt<ReceiptsResponse>('/elements/receipts', ({ receipts }) => ({
          receipts: receipts.map(({ signature }) => ({ statement: version.statement, signature })),
        })),
      ),
    act: viewErased,
  }),
];
