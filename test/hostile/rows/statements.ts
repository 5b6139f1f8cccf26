import type {
  AnchorProof,
  AnchorProofsResponse,
  DirectoryEntry,
  ElementView,
  FeedRequest,
  FeedResponse,
  InstanceStatement,
  ReadResponse,
  ReceiptsResponse,
} from '@sealchart/protocol';
import type { ForgedVersion } from '@sealchart/sdk/testing';
import type { Hostility } from '../../stories/support/people.ts';
import type { Actor, Stage } from '../harness/stage.ts';
import { answersAt } from './answers.ts';
import { continued, entryOf, forgedAuthor, newestOf, wholeView } from './forging.ts';
import { NOTE, doneOf, noteForVictim, writeNote } from './people.ts';

/** One hostility after another: the first that has something to say says it. */
export const together =
  (...hostilities: readonly Hostility[]): Hostility =>
  (request, answer) => {
    for (const hostility of hostilities) {
      const changed = hostility(request, answer);
      if (changed !== undefined) return changed;
    }
    return undefined;
  };

/** Tells the victim of one more element: in the feed, and when it is read. */
export function plant(victim: Actor, view: ElementView, version: ForgedVersion): void {
  const { accountId } = victim.account;
  const { elementId } = view;
  const row = { principal: accountId, kind: 'element' as const, id: elementId, version: version.value.version, hash: version.hash };
  victim.tamper(
    together(
      ({ url, body }, answer) => {
        if (!url.endsWith('/feeds/pull')) return undefined;
        const { rows, newest } = answer as FeedResponse;
        const { cursor } = JSON.parse(body ?? '') as FeedRequest;
        const end = { rows, newest: newest + 1 };
        return cursor.seq > newest || (rows.at(-1)?.seq ?? newest) < newest
          ? end
          : { ...end, rows: [...rows, { ...row, seq: newest + 1 }] };
      },
      answersAt<ReadResponse>('/v1/elements/read', (answer) => ({
        ...answer,
        elements: [...answer.elements.filter((one) => one.elementId !== elementId), view],
        missing: answer.missing.filter((id) => id !== elementId),
      })),
    ),
  );
}

/** A view of one version alone. */
export function viewOfFirst(elementId: string, version: ForgedVersion, reader: { readonly accountId: string }): ElementView {
  return continued({ elementId, chain: [], newest: 1 }, version, reader);
}

export const newElementId = (): string => `elm_${Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64url')}`;

/** A person with a note in their record, and a stranger whom they know; the keys of both. `plantedId`: of an element that is not there. */
export async function ownRecord(stage: Stage) {
  const [victim, stranger] = [await stage.victim('Kim'), await stage.actor('Carol')];
  await victim.client.findPerson(stranger.identifier);
  const elementId = await writeNote(victim);
  await victim.client.sync();
  const [owner, carol] = [await forgedAuthor(stage, victim), await forgedAuthor(stage, stranger)];
  const view = await wholeView(victim, elementId);
  return { victim, attackers: [stranger], markers: [NOTE], owner, carol, elementId, view, plantedId: newElementId() };
}

export type OwnRecord = Awaited<ReturnType<typeof ownRecord>>;

/** A note for the victim, with the keys of all in the hands of whoever writes the row: of its owner, of the victim, and of a stranger. */
export async function noteAndStranger(stage: Stage) {
  const note = await noteForVictim(stage);
  const stranger = await stage.actor('Carol');
  await note.victim.client.findPerson(stranger.identifier);
  const [from, reader, carol] = [
    await forgedAuthor(stage, note.owner),
    await forgedAuthor(stage, note.victim),
    await forgedAuthor(stage, stranger),
  ];
  return { ...note, stranger, from, reader, carol, attackers: [stranger], view: await wholeView(note.owner, note.elementId) };
}

export type NoteAndStranger = Awaited<ReturnType<typeof noteAndStranger>>;

/** Somebody whom the victim asks the directory for, and another one. */
export async function twoPeople(stage: Stage) {
  const [victim, alice, carol] = [await stage.victim('Bob'), await stage.actor('Alice'), await stage.actor('Carol')];
  const [foreign, entry] = [await entryOf(alice, carol), await entryOf(carol, alice)];
  const [ofAlice, ofCarol] = [await forgedAuthor(stage, alice), await forgedAuthor(stage, carol)];
  return { victim, alice, attackers: [carol], foreign, entry, ofAlice, ofCarol };
}

export type TwoPeople = Awaited<ReturnType<typeof twoPeople>>;

/** What the directory says of Alice, changed. */
export const onAlice = ({ alice }: TwoPeople, change: (entry: DirectoryEntry) => DirectoryEntry): Hostility =>
  answersAt<DirectoryEntry>('/directory/lookup', (entry) => (entry.accountId === alice.account.accountId ? change(entry) : undefined));

export const findAlice = ({ victim, alice }: TwoPeople) => victim.client.findPerson(alice.identifier);

/** A note that was written with a key its owner gave up since, under an anchor of the new one; the victim meets it now. */
export async function anchored(stage: Stage) {
  const [owner, victim, stranger] = [await stage.actor('Kim'), await stage.victim('Dr Ada'), await stage.actor('Carol')];
  // The victim must not have known the owner before: what was pinned then would be believed on.
  const elementId = await writeNote(owner);
  const { accountId } = await owner.client.findPerson(victim.identifier);
  doneOf(await owner.client.share([elementId], accountId, { role: 'viewer' }));
  const newest = await newestOf(await wholeView(owner, elementId));
  const leaf = { elementId, recordId: owner.account.accountId, version: newest.value.version, manifestHash: newest.hash };
  await owner.client.secure({ password: owner.password, newPassword: `another long password ${crypto.randomUUID()}` });
  await owner.client.finishPendingWork();
  for (const { identifier } of [owner, stranger]) await victim.client.findPerson(identifier);
  return { victim, elementId, leaf, markers: [NOTE], carol: await forgedAuthor(stage, stranger) };
}

export type Anchored = Awaited<ReturnType<typeof anchored>>;

export const onProofs = (change: (proof: AnchorProof) => AnchorProof): Hostility =>
  answersAt<AnchorProofsResponse>('/anchors/proofs', ({ proofs }) => ({ proofs: proofs.map(change) }));

/** Two notes of the victim that are erased, and of which they have no receipts yet. */
export async function erased(stage: Stage) {
  const victim = await stage.victim('Kim');
  const [elementId, otherId] = [await writeNote(victim), await writeNote(victim)];
  const version = (await newestOf(await wholeView(victim, elementId))).signed;
  victim.tamper(answersAt('/elements/receipts', () => ({ receipts: [] })));
  doneOf(await victim.client.erase([elementId]));
  doneOf(await victim.client.erase([otherId]));
  victim.tamper();
  return { victim, markers: [NOTE], version, foreign: await foreignReceipt(stage) };
}

/** What the instance signed about the element of somebody else. */
async function foreignReceipt(stage: Stage): Promise<InstanceStatement> {
  const owner = await stage.actor('Lou');
  doneOf(await owner.client.erase([await writeNote(owner)]));
  const { response } = owner.traffic.exchanges.findLast(({ request }) => request.url.endsWith('/elements/receipts')) ?? {};
  const [receipt] = (JSON.parse(response?.body ?? '') as ReceiptsResponse).receipts;
  if (!receipt) throw new Error('no receipt');
  return receipt;
}

export type Erased = Awaited<ReturnType<typeof erased>>;
