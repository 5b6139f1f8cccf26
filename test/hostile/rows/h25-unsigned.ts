import type { DirectoryEntry, InstanceStatement, ReceiptsResponse, SignedStatement } from '@sealchart/protocol';
import { ACCOUNT_EVENT, AccountBundle, AccountRevoke, AccountRotate, fromB64u, sha256B64u, toB64u } from '@sealchart/protocol';
import type { ForgedAuthor } from '@sealchart/sdk/testing';
import { authorFields, forgeAddendum, generateIdentity, signStatement } from '@sealchart/sdk/testing';
import { row, variants } from '../harness/row.ts';
import { catchUpOnPlanted, openElement, viewErased } from './acts.ts';
import { answersAt, onElement } from './answers.ts';
import { INSTANCE_SIGNATURE, SIGNATURE } from './checks.ts';
import { asReader, continued, forgedNext, newestOf, serveView } from './forging.ts';
import { eraseOf, verificationElement, verificationOf } from './made-statements.ts';
import { REFUSED, noteForVictim } from './people.ts';
import type { Anchored, Erased, NoteAndStranger, OwnRecord, TwoPeople } from './statements.ts';
import { anchored, erased, findAlice, noteAndStranger, onAlice, onProofs, ownRecord, plant, twoPeople } from './statements.ts';

/** The least that an answer can carry as a signature. */
const unsigned = ({ statement }: SignedStatement): SignedStatement => ({ statement, signature: 'AA' });

const lastUnsigned = (list: readonly SignedStatement[]): SignedStatement[] =>
  list.map((one, i) => (i < list.length - 1 ? one : unsigned(one)));

/** The place behind the last event of a chain. */
async function placeBehind({ events }: DirectoryEntry) {
  return { sequence: events.length + 1, previous: await sha256B64u(fromB64u(events.at(-1)?.statement ?? '')) };
}

/** An event of Alice's chain as the server would write it: everything is right, and nobody signed it. */
async function unsignedEvent(
  { ofAlice, ofCarol }: Pick<TwoPeople, 'ofAlice' | 'ofCarol'>,
  schema: typeof AccountRotate | typeof AccountBundle | typeof AccountRevoke,
  fields: Record<string, unknown>,
  by: ForgedAuthor = ofAlice,
): Promise<SignedStatement> {
  const instance = { instanceId: ofAlice.instanceId };
  const author = authorFields({ instance, account: ofAlice, identity: by.identity }, Date.now());
  const value = { context: ACCOUNT_EVENT, ...author, ...fields } as unknown as Parameters<typeof signStatement>[3];
  const { signed } = await signStatement(ofCarol.identity, Date.now(), schema as Parameters<typeof signStatement>[2], value);
  return unsigned(signed);
}

/** Alice's entry with a new key of Carol's making behind it. */
async function withRotation(world: TwoPeople, entry: DirectoryEntry): Promise<DirectoryEntry> {
  const { instanceId, accountId } = world.ofAlice;
  const identity = await generateIdentity({ profile: 'modern', instanceId, accountId, at: Date.now() });
  const { fingerprint, hash: certificateHash, bytes } = identity.certificate;
  const place = await placeBehind(entry);
  const rotate = await unsignedEvent(world, AccountRotate, {
    kind: 'rotate',
    ...place,
    profile: 'modern',
    fingerprint,
    certificateHash,
    cause: 'routine',
  });
  const events = [...entry.events, rotate];
  const bundle = await unsignedEvent(
    world,
    AccountBundle,
    { kind: 'bundle', ...(await placeBehind({ ...entry, events })), bundleVersion: entry.events.length, bundleHash: certificateHash },
    { ...world.ofAlice, identity },
  );
  return { ...entry, events: [...events, bundle], certificates: [...entry.certificates, toB64u(bytes)] };
}

/** H25: each kind of statement without the signature that makes it one. */
export const unsignedStatements = [
  row({
    id: 'H25',
    does: 'serves a version of an element without its signature',
    moment: 'first contact',
    code: 'E_SIGNATURE',
    defences: [SIGNATURE],
    setup: (stage) => noteForVictim(stage),
    mutate: ({ victim }) => victim.tamper(onElement((view) => ({ ...view, chain: lastUnsigned(view.chain) }))),
    act: openElement,
  }),
  ...variants<NoteAndStranger>({ id: 'H25', moment: 'after pinning', setup: noteAndStranger, act: openElement }, [
    {
      does: 'has an author who seals an addendum that nobody signed',
      code: 'E_SIGNATURE',
      defences: [SIGNATURE],
      mutate: async ({ victim, elementId, view, from, reader }) => {
        const addendum = await forgeAddendum(from, { elementId, recordId: from.accountId, body: '' });
        const forged = await forgedNext(from, view, [asReader(from, 'owner'), asReader(reader, 'viewer')], {
          inner: { addenda: [unsigned(addendum)] },
        });
        victim.tamper(serveView(continued(view, forged, reader)));
      },
    },
  ]),
  ...variants<OwnRecord>({ id: 'H25', moment: 'after pinning', setup: ownRecord, act: openElement }, [
    {
      does: 'says that an element was erased, without a signature of its owner',
      code: 'E_SIGNATURE',
      defences: [SIGNATURE],
      mutate: async ({ victim, owner, view }) => {
        const { chain, ...end } = await eraseOf({ as: owner }, await newestOf(view));
        victim.tamper(serveView({ ...end, chain: chain.map(unsigned) }));
      },
    },
  ]),
  ...variants<OwnRecord>(
    {
      id: 'H25',
      moment: 'after pinning',
      setup: ownRecord,
      act: catchUpOnPlanted,
      mayKeep: REFUSED,
    },
    [
      {
        does: 'has an element of the own record say, unsigned, that a key was compared',
        code: 'E_SIGNATURE',
        defences: [SIGNATURE],
        mutate: async ({ victim, owner, carol, plantedId }) => {
          const finding = unsigned(await verificationOf({ as: owner }, carol));
          const { view, forged } = await verificationElement({ owner, elementId: plantedId }, finding);
          plant(victim, view, forged);
        },
      },
    ],
  ),
  ...variants<TwoPeople>({ id: 'H25', moment: 'first contact', setup: twoPeople, act: findAlice }, [
    {
      does: 'serves a name without its signature',
      code: 'E_SIGNATURE',
      defences: [SIGNATURE],
      mutate: (world) => world.victim.tamper(onAlice(world, (entry) => ({ ...entry, profile: unsigned(entry.profile) }))),
    },
    {
      does: 'serves the beginning of an account without its signature',
      code: 'E_SIGNATURE',
      defences: [SIGNATURE],
      mutate: (world) =>
        world.victim.tamper(
          onAlice(world, (entry) => ({ ...entry, events: entry.events.map((one, i) => (i === 0 ? unsigned(one) : one)) })),
        ),
    },
    {
      does: 'serves the bundle event of an account without its signature',
      code: 'E_SIGNATURE',
      defences: [SIGNATURE],
      mutate: (world) => world.victim.tamper(onAlice(world, (entry) => ({ ...entry, events: lastUnsigned(entry.events) }))),
    },
    {
      does: 'adds a new key to an account that the one before did not sign',
      code: 'E_SIGNATURE',
      defences: [SIGNATURE],
      mutate: async (world) => {
        const entry = await withRotation(world, world.entry);
        world.victim.tamper(onAlice(world, () => entry));
      },
    },
    {
      does: 'closes an account without a signature of its key',
      code: 'E_SIGNATURE',
      defences: [SIGNATURE],
      mutate: async (world) => {
        const { fingerprint } = world.ofAlice.identity.certificate;
        const revoke = await unsignedEvent(world, AccountRevoke, {
          kind: 'revoke',
          ...(await placeBehind(world.entry)),
          fingerprint,
          cause: 'closed',
        });
        world.victim.tamper(onAlice(world, (entry) => ({ ...entry, events: [...entry.events, revoke] })));
      },
    },
  ]),
  // What an anchor would have confirmed is not: the refusal of the anchor is the cause of this one.
  ...variants<Anchored>({ id: 'H25', moment: 'rotation', setup: anchored, act: openElement }, [
    {
      does: 'serves the anchor of a record without its signature',
      code: 'E_CERT',
      defences: [SIGNATURE],
      mutate: ({ victim }) => victim.tamper(onProofs((proof) => ({ ...proof, anchor: unsigned(proof.anchor) }))),
    },
  ]),
  ...variants<Erased>({ id: 'H25', moment: 'after pinning', setup: erased, act: viewErased }, [
    {
      does: 'gives a receipt that it did not sign',
      code: 'E_SIGNATURE',
      defences: [INSTANCE_SIGNATURE],
      mutate: ({ victim }) =>
        victim.tamper(
          answersAt<ReceiptsResponse>('/elements/receipts', ({ receipts }) => ({
            receipts: receipts.map(({ statement }: InstanceStatement) => ({ statement, signature: 'A'.repeat(86) })),
          })),
        ),
    },
  ]),
];
