import type { ErrorCode } from '@sealchart/protocol';
import { SealchartError, atLeast, hasEnded, roleAt } from '@sealchart/protocol';
import type { Outcome } from '../../client-api/edits.ts';
import type { UnlockedSession } from '../../session/unlocked-session.ts';
import { newIdempotencyKey } from '../../transport/idempotency.ts';
import type { ElementsContext } from '../elements/context.ts';
import { editKey } from '../elements/edit-mark.ts';
import { requireNotErased } from '../elements/erased-element.ts';
import { keptContent } from '../elements/kept-content.ts';
import type { ProvenElement } from '../elements/opening.ts';
import { proveElement } from '../elements/opening.ts';
import { newerChanges, postBatch } from '../elements/outbox.ts';
import { knownElement, readElement } from '../elements/reading.ts';
import { attempt } from '../elements/refusal.ts';
import { sealContent } from '../elements/seal.ts';
import { elementKey } from '../elements/stored-element.ts';
import { outcomesOf } from '../elements/writing.ts';
import { planAddendum } from './addendum-plan.ts';
import { planContent } from './content-plan.ts';
import type { EditPlan } from './edit-plan.ts';
import { isEqualContent, snapshotOf } from './snapshot.ts';
import type { SealedEdit } from './stored-edit.ts';
import { StoredEdit } from './stored-edit.ts';

/** Tries for one edit when others change the element at the same time. */
const ROUNDS = 4;

/** Refusals that leave open whether a lost answer had been a yes: the author is no reader any more. */
const LEFT_OPEN: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['E_NOT_FOUND', 'E_RIGHT']);

/**
 * Brings an edit that is written down to the server. What was sealed before is sent again as it is; only when that place is taken it is
 * joined with the newest version and sealed anew. Everything on the way is written down first: safe to repeat after any failure.
 * A refusal is an outcome and the edit stays; what stops acts as a whole is thrown and the edit stays.
 */
export async function sendEdit(context: ElementsContext, edit: StoredEdit): Promise<Outcome> {
  const { session } = context;
  let left = edit;
  let isNew = false;
  for (let round = 1; ;) {
    const { sealed } = left;
    if (sealed) {
      const sent = await sendSealed(session, left, sealed);
      if (sent.ok) {
        if (!sent.left) return sent.outcome;
        left = sent.left;
      } else {
        // What was sealed long ago may be refused for what changed since, such as the own key: it is sealed anew.
        const isFinal = LEFT_OPEN.has(sent.error.code) || (isNew && sent.error.code !== 'E_CONFLICT');
        if (isFinal || round === ROUNDS) return keepRefused(session, left, sent.error);
        round += 1;
      }
    }
    const current = left;
    const next = await attempt(() => sealEdit(context, current));
    if (!next.ok) return keepRefused(session, left, next.error);
    if (next.value.kind === 'decided') return next.value.outcome;
    left = next.value.edit;
    isNew = true;
  }
}

type Sent =
  | { readonly ok: true; readonly outcome: Outcome; readonly left: StoredEdit | undefined }
  | { readonly ok: false; readonly error: SealchartError };

/** Sends what was sealed. When the server stored it the edit goes, or what was added to it since stays as `left`. */
async function sendSealed(session: UnlockedSession, edit: StoredEdit, sealed: SealedEdit): Promise<Sent> {
  const { idempotencyKey, write, stored, isMerged } = sealed;
  const answer = await attempt(() => postBatch(session, { request: { items: [write] }, idempotencyKey }));
  if (!answer.ok) return answer;
  const [outcome] = outcomesOf([stored], answer.value);
  if (!outcome) throw new SealchartError('E_ANSWER', { detail: 'no result for an element' });
  if (!outcome.ok) return outcome;
  const isKnown = await isSeen(session, edit, sealed);
  const changes = await attempt(() => newerChanges(session, isKnown ? sealed : { stored }));
  if (!changes.ok) return changes;
  const key = editKey(edit.elementId, edit.kind);
  // Another process on this device may have added to the edit while it was on its way.
  const kept = await session.store.get(key, StoredEdit);
  const left = leftOver(kept?.sealed?.idempotencyKey === idempotencyKey ? kept : edit, sealed);
  const { put, remove } = changes.value;
  await session.store.write({
    put: new Map([...put, ...(left ? [[key, left] as const] : [])]),
    remove: [...remove, ...(left ? [] : [key])],
  });
  return { ok: true, outcome: isMerged ? { ...outcome, isMerged } : outcome, left };
}

/** Whether the person knows all of what was sealed; other content is no base of their next edit. */
async function isSeen(session: UnlockedSession, { kind, elementId }: StoredEdit, { content, isMerged }: SealedEdit): Promise<boolean> {
  if (kind === 'content') return !isMerged;
  const kept = await keptContent(session, elementId);
  return kept !== undefined && isEqualContent(snapshotOf(kept.content, kept.open), snapshotOf(content.content, content.open));
}

/** What was added to an edit after it was sealed. */
function leftOver(edit: StoredEdit, { content: { content, open } }: SealedEdit): StoredEdit | undefined {
  if (edit.kind === 'addendum') {
    const { sealed: _stored, signed = [], remarks, ...rest } = edit;
    return remarks.length > signed.length ? { ...rest, remarks: remarks.slice(signed.length) } : undefined;
  }
  if (!edit.isLeftover) return undefined;
  const { sealed: _stored, isLeftover: _done, ...rest } = edit;
  const base = { contentVersion: content.contentVersion, content: snapshotOf(content, open) };
  return { ...rest, base, expected: content.contentVersion + 1 };
}

type Next =
  | { readonly kind: 'sealed'; readonly edit: StoredEdit }
  /** Nothing is to be sent. */
  | { readonly kind: 'decided'; readonly outcome: Outcome };

/** Reads and proves the newest version, joins the edit with it, seals the result and writes it down. */
async function sealEdit(context: ElementsContext, edit: StoredEdit): Promise<Next> {
  const { session, directory } = context;
  const { elementId } = edit;
  await requireNotErased(session, elementId);
  const known = await knownElement(session, elementId);
  const proven = await proveElement(context, await readElement(session, { elementId, known }), known);
  requireEditor(session, proven);
  const plan = edit.kind === 'content' ? await planContent(context, edit, proven) : await planAddendum(session, edit, proven);
  if (plan.kind !== 'write') return { kind: 'decided', outcome: await keepDecided(session, edit, { proven, plan }) };
  const now = session.ports.clock.now();
  const { stored, content } = proven;
  const readers = await directory.recipients(
    stored.state.audience.filter((entry) => !hasEnded(entry, now)).map((entry) => entry.principal),
  );
  const { schema, title, body, addenda, source } = content;
  const written = await sealContent(session, { before: stored }, { schema, title, body, addenda, source, ...plan.content }, readers);
  if (!written.content) throw new SealchartError('E_UNEXPECTED', { detail: 'a content version without content' });
  const sealed: SealedEdit = {
    idempotencyKey: newIdempotencyKey(session.ports.random),
    write: written.write,
    stored: written.stored,
    content: written.content,
    isMerged: plan.isMerged,
  };
  const left: StoredEdit = { ...plan.edit, sealed };
  // What it follows was verified, whatever becomes of the edit: it must not be made anew behind that, such as for a reader taken out.
  const put: [string, unknown][] = [
    [editKey(elementId, edit.kind), left],
    [elementKey(elementId), stored],
  ];
  await session.store.write({ put: new Map(put) });
  return { kind: 'sealed', edit: left };
}

/** An edit that is in the record already goes; one that cannot be joined is kept beside what stands in the record. */
async function keepDecided(
  session: UnlockedSession,
  { elementId, kind }: StoredEdit,
  { proven: { stored }, plan }: { readonly proven: ProvenElement; readonly plan: Exclude<EditPlan, { readonly kind: 'write' }> },
): Promise<Outcome> {
  const [key, element] = [editKey(elementId, kind), [elementKey(elementId), stored] as const];
  if (plan.kind === 'conflict') {
    await session.store.write({ put: new Map<string, unknown>([element, [key, plan.edit]]) });
    return { elementId, ok: false, error: new SealchartError('E_UNMERGED') };
  }
  await session.store.write({ put: new Map([element]), remove: [key] });
  return { elementId, ok: true, version: stored.state.version, ...(plan.isMerged ? { isMerged: true } : {}) };
}

/** The edit stays as a draft. What was sealed is dropped unless it may be stored all the same. */
async function keepRefused(session: UnlockedSession, edit: StoredEdit, error: SealchartError): Promise<Outcome> {
  if (edit.sealed && !LEFT_OPEN.has(error.code)) {
    const { sealed: _refused, ...rest } = edit;
    await session.store.write({ put: new Map([[editKey(edit.elementId, edit.kind), rest]]) });
  }
  return { elementId: edit.elementId, ok: false, error };
}

/** Content is for editors and up. `E_RIGHT`. */
function requireEditor({ account, ports }: UnlockedSession, { stored: { state } }: ProvenElement): void {
  const role = roleAt(state.audience, account.accountId, ports.clock.now());
  if (!role || !atLeast(role, 'editor')) throw new SealchartError('E_RIGHT', { detail: `you are ${role ?? 'no reader'} of this element` });
}
