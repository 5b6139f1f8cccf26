import { ADDENDUM_CHARACTERS, SealchartError, sha256B64u, toInstant, utf8 } from '@sealchart/protocol';
import type { Outcome } from '../../client-api/edits.ts';
import type { ElementsContext } from '../elements/context.ts';
import { editKey } from '../elements/edit-mark.ts';
import { keepProven, proveElement } from '../elements/opening.ts';
import { knownElement, readElement } from '../elements/reading.ts';
import { attempt } from '../elements/refusal.ts';
import type { EditBase } from './edit-base.ts';
import { editBase } from './edit-base.ts';
import { snapshotOf } from './snapshot.ts';
import { AddendumEdit } from './stored-edit.ts';
import { sendNewEdit, trySending } from './waiting.ts';

/**
 * A remark signed with the own name, on the content that this device opened last. It is written down before anything is sent; others'
 * addenda and changes stay. `E_LIMIT` when it is longer than `ADDENDUM_CHARACTERS`, `E_FORMAT` without text.
 */
export async function addAddendum(context: ElementsContext, elementId: string, text: string): Promise<Outcome> {
  const { store, ports } = context.session;
  const key = editKey(elementId, 'addendum');
  const before = await store.get(key, AddendumEdit);
  if (before) await trySending(context, before);
  const earlier = before && (await store.get(key, AddendumEdit));
  const made = await attempt(async (): Promise<AddendumEdit> => {
    requireText(text);
    const base = await editBase(context, elementId);
    const { contentVersion, content } = base.seen ?? (await readSeen(context, elementId));
    const remark = { text, contentVersion, bodyHash: await sha256B64u(utf8(content.body)) };
    const editedAt = toInstant(ports.clock.now());
    if (earlier) return { ...earlier, editedAt, remarks: [...earlier.remarks, remark] };
    const { summary, state } = base.stored;
    return { kind: 'addendum', elementId, title: summary?.title ?? '', editedAt, expected: state.version + 1, remarks: [remark] };
  });
  if (!made.ok) return { elementId, ok: false, error: made.error };
  return sendNewEdit(context, made.value, earlier);
}

/** Nobody remarks on what they cannot have read: the newest content is opened first. */
async function readSeen(context: ElementsContext, elementId: string): Promise<NonNullable<EditBase['seen']>> {
  const { session } = context;
  const known = await knownElement(session, elementId);
  const proven = await proveElement(context, await readElement(session, { elementId, known }), known);
  await keepProven(session, proven);
  return { contentVersion: proven.content.contentVersion, content: snapshotOf(proven.content, proven.open) };
}

function requireText(text: string): void {
  if (text.length === 0) throw new SealchartError('E_FORMAT', { detail: 'an addendum without text' });
  if (text.length <= ADDENDUM_CHARACTERS) return;
  throw new SealchartError('E_LIMIT', { detail: `an addendum has at most ${ADDENDUM_CHARACTERS} characters, this has ${text.length}` });
}
