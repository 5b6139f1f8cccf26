import type { ErrorCode } from '@sealchart/protocol';
import { SealchartError, compareAscii } from '@sealchart/protocol';
import type { Outcome, WaitingEdit } from '../../client-api/edits.ts';
import type { ElementsContext } from '../elements/context.ts';
import { editKey, editKeys } from '../elements/edit-mark.ts';
import { storedActs } from '../elements/outbox.ts';
import { discardCreation, sendWaitingAct, waitingCreations } from '../elements/waiting-creations.ts';
import { sendEdit } from './sending.ts';
import type { StoredEdit } from './stored-edit.ts';
import { isConflicting, storedEdits } from './stored-edit.ts';

/** The server cannot be reached: what waits goes out later. */
const AWAY: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['E_NETWORK', 'E_UNAVAILABLE']);

/** Refusals of an edit that its author could make when they last heard of the element: it stays as a draft. */
const RIGHT_LOST: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['E_NOT_FOUND', 'E_RIGHT', 'E_AUDIENCE', 'E_ERASED', 'E_CLOCK']);

/** Refusals that leave an edit where it is, to be sent or chosen for later. */
const KEPT: ReadonlySet<ErrorCode> = new Set<ErrorCode>([...RIGHT_LOST, 'E_UNMERGED', 'E_CONFLICT']);

/** What makes every further request useless. */
const STOPS: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  ...AWAY,
  'E_UNAUTHENTICATED',
  'E_LOCKED',
  'E_NOT_LOGGED_IN',
  'E_STORE',
  'E_INSTANCE',
]);

/** Sends an edit that is written down; when the server cannot be reached the outcome says that it waits. Throws as `sendEdit`. */
export async function sendOrWait(context: ElementsContext, edit: StoredEdit): Promise<Outcome> {
  try {
    return await sendEdit(context, edit);
  } catch (error) {
    if (!(error instanceof SealchartError) || !AWAY.has(error.code)) throw error;
    return { elementId: edit.elementId, ok: true, version: edit.expected, isWaiting: true };
  }
}

/** Failures of this device: nothing can be written down either. */
const BROKEN: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['E_STORE', 'E_LOCKED', 'E_NOT_LOGGED_IN']);

/**
 * Tries to bring an older edit home before a newer one is joined with it. Whatever stops that is met again when the newer one is sent,
 * which has to be written down first.
 */
export async function trySending(context: ElementsContext, edit: StoredEdit): Promise<void> {
  if (isConflicting(edit)) return;
  try {
    await sendEdit(context, edit);
  } catch (error) {
    if (!(error instanceof SealchartError) || BROKEN.has(error.code)) throw error;
  }
}

/**
 * Writes an edit down and sends it. One that is refused at once is not kept, because whoever made it hears so, unless its author lost
 * the right meanwhile, or it joined an `earlier` one.
 */
export async function sendNewEdit(context: ElementsContext, edit: StoredEdit, earlier?: StoredEdit): Promise<Outcome> {
  const { store } = context.session;
  const key = editKey(edit.elementId, edit.kind);
  await store.write({ put: new Map([[key, edit]]) });
  const outcome = await sendOrWait(context, edit);
  if (outcome.ok) return outcome;
  if (KEPT.has(outcome.error.code)) return { ...outcome, isKept: true };
  await store.write(earlier ? { put: new Map([[key, earlier]]) } : { remove: [key] });
  return outcome;
}

/**
 * Sends everything that waits, batches of acts first, in the order in which it was done. What is refused is an outcome like what was
 * stored, and does not stop the others, unless the server asks for less: then the rest waits on. Throws when the server cannot be reached, or the session ended: what is left goes out later.
 */
export async function sendWaiting(context: ElementsContext): Promise<Outcome[]> {
  const { session } = context;
  const outcomes: Outcome[] = [];
  for (const [key, act] of await storedActs(session)) {
    const ids = act.items.map(({ stored }) => stored.state.elementId);
    outcomes.push(...(await settle(ids, () => sendWaitingAct(session, { key, act }))));
    if (isThrottled(outcomes)) return outcomes;
  }
  for (const edit of await storedEdits(session)) {
    if (!isConflicting(edit)) outcomes.push(...(await settle([edit.elementId], async () => [await sendEdit(context, edit)])));
    if (isThrottled(outcomes)) return outcomes;
  }
  return outcomes;
}

function isThrottled(outcomes: readonly Outcome[]): boolean {
  const last = outcomes.at(-1);
  return last?.ok === false && last.error.code === 'E_THROTTLED';
}

async function settle(elementIds: readonly string[], act: () => Promise<Outcome[]>): Promise<Outcome[]> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof SealchartError) || STOPS.has(error.code)) throw error;
    return elementIds.map((elementId) => ({ elementId, ok: false, error }));
  }
}

/** Edits and new elements that wait, oldest first. The account's own statements are not of a person's making. */
export async function waitingEdits({ session }: ElementsContext): Promise<WaitingEdit[]> {
  const created = (await waitingCreations(session)).filter(({ content }) => !content.schema.startsWith('sealchart/'));
  const creations = created.map(({ content: { elementId, title }, authoredAt }): WaitingEdit => ({
    elementId,
    kind: 'content',
    title,
    editedAt: authoredAt,
    state: 'waiting',
  }));
  const edits = (await storedEdits(session)).map((edit): WaitingEdit => {
    const { elementId, kind, title, editedAt } = edit;
    return { elementId, kind, title, editedAt, state: isConflicting(edit) ? 'conflict' : 'waiting' };
  });
  return [...creations, ...edits].sort((a, b) => compareAscii(a.editedAt, b.editedAt));
}

/** Gives up what waits of an element. `E_NOT_FOUND`. */
export async function discardEdit({ session }: ElementsContext, elementId: string): Promise<void> {
  if (await discardCreation(session, elementId)) return;
  const edits = await storedEdits(session);
  if (!edits.some((edit) => edit.elementId === elementId)) throw new SealchartError('E_NOT_FOUND', { detail: 'no edit waits' });
  await session.store.write({ remove: editKeys(elementId) });
}
