import type { Actor, Stage } from '../harness/stage.ts';

/** What the rows about sharing begin with. */
export interface SharedNote {
  readonly owner: Actor;
  readonly reader: Actor;
  readonly elementId: string;
}

/** Words that stand in nothing but the note. */
export const NOTE = 'wakes at four and cannot say why';

/** The element of an act on one; throws what stopped it. */
export function doneOf(outcomes: Awaited<ReturnType<Actor['client']['create']>>): string {
  const [outcome] = outcomes;
  if (outcome?.ok !== true) throw outcome?.error ?? new Error('no outcome');
  return outcome.elementId;
}

export const writeNote = async ({ client }: Actor, body = NOTE): Promise<string> =>
  doneOf(await client.create([{ schema: 'text/plain', title: 'Night', body }]));

/** A note that one person wrote and another may read; neither has opened it yet. */
export async function shareNote(owner: Actor, reader: Actor, role: 'viewer' | 'editor' | 'manager' = 'viewer'): Promise<SharedNote> {
  const elementId = await writeNote(owner);
  const { accountId } = await owner.client.findPerson(reader.identifier);
  await reader.client.findPerson(owner.identifier);
  doneOf(await owner.client.share([elementId], accountId, { role }));
  return { owner, reader, elementId };
}

/** Such a note, with the victim as its reader and a friend as its owner. */
export async function noteForVictim(
  stage: Stage,
  role?: 'viewer' | 'editor' | 'manager',
): Promise<SharedNote & { readonly victim: Actor; readonly markers: string[] }> {
  const [owner, victim] = [await stage.actor('Kim'), await stage.victim('Dr Ada')];
  return { ...(await shareNote(owner, victim, role)), victim, markers: [NOTE] };
}

/** What a refusal on the way of a sync is kept in: the place in the feed with what was refused, and both of two versions in one place. */
export const REFUSED = /^(?:sync\/cursor$|evidence\/)/;
