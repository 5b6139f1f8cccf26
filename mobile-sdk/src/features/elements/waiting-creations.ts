import type { Outcome } from '../../client-api/edits.ts';
import type { UnlockedSession } from '../../session/unlocked-session.ts';
import { sealNew } from './creation.ts';
import { erasedEntry } from './erased-element.ts';
import type { ProvenContent } from './kept-content.ts';
import type { OutboxAct } from './outbox.ts';
import { storedActs } from './outbox.ts';
import { knownElement } from './reading.ts';
import type { WrittenAct } from './writing.ts';
import { actOf, sendAct } from './writing.ts';

/**
 * Sends a batch that waited. What it brings exists nowhere else, so a new element that is refused is not dropped: it is sealed anew, since
 * what changed meanwhile may be the own key, sent once more, and if that does not help kept for the next time. It goes once this device
 * has verified itself that the element is in the record, or was erased: not because a server says that its place is taken.
 */
export async function sendWaitingAct(session: UnlockedSession, { key, act }: WrittenAct): Promise<Outcome[]> {
  let left: OutboxAct | undefined;
  const outcomes = await sendAct(session, { key, act }, async (results) => (left = await creationsLeft(session, act, results)));
  if (!left) return settled(session, act, outcomes);
  const again = left;
  const second = await sendAct(session, { key, act: again }, (results) => creationsLeft(session, again, results));
  const newer = new Map(second.map((outcome) => [outcome.elementId, outcome]));
  return settled(
    session,
    act,
    outcomes.map((outcome) => newer.get(outcome.elementId) ?? outcome),
  );
}

/** A creation whose place is taken by itself, as this device verified, is stored. */
function settled(session: UnlockedSession, { items }: OutboxAct, outcomes: readonly Outcome[]): Promise<Outcome[]> {
  return Promise.all(
    outcomes.map(async (outcome, i): Promise<Outcome> => {
      const { elementId } = outcome;
      const mayBeThere = !outcome.ok && outcome.error.code === 'E_CONFLICT' && items[i]?.stored.state.version === 1;
      return mayBeThere && (await knownElement(session, elementId)) ? { elementId, ok: true, version: 1 } : outcome;
    }),
  );
}

/** Contents of new elements that wait, oldest first. */
export async function waitingCreations(session: UnlockedSession): Promise<ProvenContent[]> {
  return [...(await storedActs(session)).values()].flatMap(({ items }) => items.flatMap((item) => creationIn(item) ?? []));
}

/** Gives up a new element that waits. False when there is none. */
export async function discardCreation(session: UnlockedSession, elementId: string): Promise<boolean> {
  for (const [key, act] of await storedActs(session)) {
    const isOther = (item: OutboxAct['items'][number]): boolean => creationIn(item)?.content.elementId !== elementId;
    const items = act.items.filter(isOther);
    if (items.length === act.items.length) continue;
    const request = { items: act.request.items.filter((_, i) => isOther(act.items[i] as OutboxAct['items'][number])) };
    const { idempotencyKey } = actOf(session, []);
    await session.store.write(items.length === 0 ? { remove: [key] } : { put: new Map([[key, { idempotencyKey, request, items }]]) });
    return true;
  }
  return false;
}

/** The refused creations of a batch, sealed anew; undefined when there are none. */
async function creationsLeft(session: UnlockedSession, { items }: OutboxAct, outcomes: readonly Outcome[]): Promise<OutboxAct | undefined> {
  const refused: ProvenContent[] = [];
  for (const [i, item] of items.entries()) {
    const creation = outcomes[i]?.ok === false ? creationIn(item) : undefined;
    if (creation && !(await isOver(session, creation.content.elementId))) refused.push(creation);
  }
  if (refused.length === 0) return undefined;
  const writes = await Promise.all(
    refused.map(({ content: { elementId, schema, title, body, source }, open }) =>
      sealNew(session, elementId, { schema, title, body, open, addenda: [], source }),
    ),
  );
  return actOf(session, writes);
}

async function isOver(session: UnlockedSession, elementId: string): Promise<boolean> {
  return (await knownElement(session, elementId)) !== undefined || (await erasedEntry(session, elementId)) !== undefined;
}

function creationIn({ stored, content }: OutboxAct['items'][number]): ProvenContent | undefined {
  return stored.state.version === 1 ? content : undefined;
}
