import type { ReceiptsResponse } from '@sealchart/protocol';
import { PROFILE, ProfileStatement } from '@sealchart/protocol';
import type { ForgedAuthor, Forgery } from '@sealchart/sdk/testing';
import { authorFields, forge, forgeAddendum, signStatement } from '@sealchart/sdk/testing';
import { variants } from '../harness/row.ts';
import { catchUpOnPlanted, openElement, viewErased } from './acts.ts';
import { answersAt } from './answers.ts';
import { AUTHOR_SIGNATURE, INSTANCE_SIGNATURE, SIGNATURE } from './checks.ts';
import { asReader, continued, newestOf, serveView } from './forging.ts';
import { anchorOver, verificationElement, verificationOf } from './made-statements.ts';
import { NOTE, REFUSED } from './people.ts';
import type { Anchored, Erased, NoteAndStranger, OwnRecord, TwoPeople } from './statements.ts';
import { anchored, erased, findAlice, noteAndStranger, onAlice, onProofs, ownRecord, plant, twoPeople } from './statements.ts';

/** Takes any key that is named for one of the account, and gives its own. */
const SIGNER = {
  module: 'mobile-sdk/src/features/directory/directory.ts',
  check: 'signer',
  body: `
    if (!(await this.#keysOf(account))) await this.#refresh([account]);
    return (await this.#keysOf(account))?.at(-1);
  `,
};
const KEY_OF = { module: 'protocol/src/statements/account-chain.ts', check: 'keyOf', body: 'return currentKey(chain);' };
const OWN_PROFILE = { module: 'mobile-sdk/src/features/directory/directory-entry.ts', check: 'requireOwnProfile' };
const BRINGER = { module: 'mobile-sdk/src/features/elements/addenda.ts', check: 'requireBringer' };
const OWN_VERIFICATION = { module: 'mobile-sdk/src/features/elements/verification.ts', check: 'requireOwnVerification' };
const ANCHOR_OWNER = { module: 'mobile-sdk/src/features/anchors/anchor-verification.ts', check: 'requireOwner' };
const OWN_RECEIPT = { module: 'mobile-sdk/src/features/elements/erase-receipts.ts', check: 'requireOwn', body: 'return entry;' };

/** A next version, written in somebody's name. */
async function serveForged({ victim, elementId, view, from, reader }: NoteAndStranger, author: ForgedAuthor, forgery: Partial<Forgery>) {
  const forged = await forge(author, {
    elementId,
    recordId: from.accountId,
    before: await newestOf(view),
    at: Date.now(),
    readers: [asReader(from, 'owner'), asReader(reader, 'viewer')],
    ...forgery,
  });
  victim.tamper(serveView(continued(view, forged, reader)));
}

/** Carol's keys under Alice's name: her account with a key that was never hers. */
const posingAs = (from: ForgedAuthor, { identity }: ForgedAuthor): ForgedAuthor => ({ ...from, identity });

const manifests = variants<NoteAndStranger>({ id: 'H27', moment: 'after pinning', setup: noteAndStranger, act: openElement }, [
  {
    does: "serves a version in a person's name with another's key, which it names as hers",
    code: 'E_AUTHOR',
    defences: [SIGNER, AUTHOR_SIGNATURE],
    mutate: (world) => serveForged(world, posingAs(world.from, world.carol), {}),
  },
  {
    does: "serves a version in a person's name and key that another signed",
    code: 'E_SIGNATURE',
    defences: [SIGNATURE],
    mutate: (world) => serveForged(world, world.from, { signer: world.carol.identity }),
  },
  {
    does: 'has an author who seals the addendum of another as brought along by themself',
    code: 'E_AUTHOR',
    defences: [BRINGER],
    mutate: async (world) => {
      const { elementId, from, carol } = world;
      const addendum = await forgeAddendum(carol, { elementId, recordId: from.accountId, body: NOTE });
      await serveForged(world, from, { inner: { addenda: [addendum], body: NOTE } });
    },
  },
  {
    does: "has an author who seals an addendum in a person's name that another signed",
    code: 'E_SIGNATURE',
    defences: [SIGNATURE],
    mutate: async (world) => {
      const { elementId, from, carol } = world;
      const about = { elementId, recordId: from.accountId, body: NOTE };
      const addendum = await forgeAddendum(from, about, { signer: carol.identity });
      await serveForged(world, from, { inner: { addenda: [addendum], body: NOTE } });
    },
  },
]);

/** The name of Alice in the words of Carol, who signs as herself or as her. */
async function namedBy({ ofAlice, ofCarol }: TwoPeople, as: 'herself' | 'with her key' | 'Alice') {
  const identity = as === 'Alice' ? ofAlice.identity : ofCarol.identity;
  const account = as === 'herself' ? ofCarol : ofAlice;
  const author = authorFields({ instance: { instanceId: ofAlice.instanceId }, account, identity }, Date.now());
  const value = { context: PROFILE, ...author, number: 1, previous: null, name: 'Carol' } as const;
  return (await signStatement(ofCarol.identity, Date.now(), ProfileStatement, value)).signed;
}

const profiles = variants<TwoPeople>({ id: 'H27', moment: 'first contact', setup: twoPeople, act: findAlice }, [
  {
    does: 'shows the name of one person for another',
    code: 'E_AUTHOR',
    defences: [OWN_PROFILE, KEY_OF, AUTHOR_SIGNATURE],
    mutate: (world) => world.victim.tamper(onAlice(world, (entry) => ({ ...entry, profile: world.foreign.profile }))),
  },
  {
    does: "shows a name in a person's name with another's key, which it names as hers",
    code: 'E_AUTHOR',
    defences: [KEY_OF, AUTHOR_SIGNATURE],
    mutate: async (world) => {
      const profile = await namedBy(world, 'with her key');
      world.victim.tamper(onAlice(world, (entry) => ({ ...entry, profile })));
    },
  },
  {
    does: "shows a name in a person's name and key that another signed",
    code: 'E_SIGNATURE',
    defences: [SIGNATURE],
    mutate: async (world) => {
      const profile = await namedBy(world, 'Alice');
      world.victim.tamper(onAlice(world, (entry) => ({ ...entry, profile })));
    },
  },
]);

const verifications = variants<OwnRecord>(
  {
    id: 'H27',
    moment: 'after pinning',
    setup: ownRecord,
    act: catchUpOnPlanted,
    mayKeep: REFUSED,
  },
  [
    {
      does: 'has an element of the own record say what another compared',
      code: 'E_AUTHOR',
      defences: [OWN_VERIFICATION, KEY_OF, AUTHOR_SIGNATURE],
      mutate: async ({ victim, owner, carol, plantedId }) => {
        const finding = await verificationOf({ as: carol }, carol);
        const { view, forged } = await verificationElement({ owner, elementId: plantedId }, finding);
        plant(victim, view, forged);
      },
    },
    {
      does: "has an element of the own record say in its owner's name what another signed",
      code: 'E_SIGNATURE',
      defences: [SIGNATURE],
      mutate: async ({ victim, owner, carol, plantedId }) => {
        const finding = await verificationOf({ as: owner, by: carol }, carol);
        const { view, forged } = await verificationElement({ owner, elementId: plantedId }, finding);
        plant(victim, view, forged);
      },
    },
  ],
);

/** What an anchor was asked to vouch for, vouched for by Carol alone. */
const anchors = variants<Anchored>({ id: 'H27', moment: 'rotation', setup: anchored, act: openElement }, [
  {
    // What is behind a key that was given up is not confirmed: the refusal of the anchor is the cause of that.
    does: 'has another vouch for the record of a person who gave up a key',
    code: 'E_CERT',
    defences: [ANCHOR_OWNER],
    mutate: async ({ victim, carol, leaf }) => {
      const anchor = await anchorOver({ as: carol }, leaf.recordId, leaf);
      victim.tamper(onProofs((proof) => ({ ...proof, anchor, index: 0, path: [] })));
    },
  },
]);

const receipts = variants<Erased>({ id: 'H27', moment: 'after pinning', setup: erased, act: viewErased }, [
  {
    does: 'gives a receipt with the signature of another one',
    code: 'E_SIGNATURE',
    defences: [INSTANCE_SIGNATURE],
    mutate: ({ victim }) =>
      victim.tamper(
        answersAt<ReceiptsResponse>('/elements/receipts', ({ receipts: [one, other] }) => ({
          receipts: [{ statement: one?.statement, signature: other?.signature }],
        })),
      ),
  },
  {
    does: 'gives a receipt of what this person never erased',
    code: 'E_BIND',
    defences: [OWN_RECEIPT],
    mutate: async ({ victim, foreign }) => victim.tamper(answersAt('/elements/receipts', () => ({ receipts: [foreign] }))),
  },
]);

/** H27: a statement of one person shown as that of another. */
export const signers = [...manifests, ...profiles, ...verifications, ...anchors, ...receipts];
