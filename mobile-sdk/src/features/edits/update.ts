import { ElementContent, SealchartError, toInstant } from '@sealchart/protocol';
import type { Outcome } from '../../client-api/edits.ts';
import type { Draft } from '../../client-api/elements.ts';
import type { ElementsContext } from '../elements/context.ts';
import { editKey } from '../elements/edit-mark.ts';
import { formerContent } from '../elements/former-content.ts';
import { proveElement } from '../elements/opening.ts';
import { knownElement, readElement } from '../elements/reading.ts';
import { attempt } from '../elements/refusal.ts';
import { editBase } from './edit-base.ts';
import { requireRoom } from './edit-room.ts';
import { mergeContents } from './merge.ts';
import type { Snapshot } from './snapshot.ts';
import { snapshotOf } from './snapshot.ts';
import { ContentEdit, isConflicting } from './stored-edit.ts';
import { sendNewEdit, trySending } from './waiting.ts';

/**
 * A new content version. It is written down before anything is sent, and joined part by part with what somebody else stored meanwhile.
 * Open fields stay unless the draft names them; addenda and the place in an imported file always do. `base`: the content version that the
 * draft was made from; default: the one that this device opened or wrote last. `E_USAGE` for a base that is no version.
 */
export async function updateElement(
  context: ElementsContext,
  elementId: string,
  draft: Draft,
  { base }: { readonly base?: number } = {},
): Promise<Outcome> {
  if (base !== undefined && !(Number.isSafeInteger(base) && base > 0)) throw new SealchartError('E_USAGE', { detail: 'base' });
  const { session } = context;
  const earlier = await settleEarlier(context, elementId);
  const made = await attempt(async () => {
    const { stored, seen } = await editBase(context, elementId);
    const summary = stored.summary;
    const fallback = seen?.contentVersion ?? stored.state.content.contentVersion;
    const { schema, title, body, open = earlier?.mine.open ?? seen?.content.open ?? summary?.open ?? {} } = draft;
    const mine: Snapshot = { schema, title, body, open };
    requireForm(mine);
    const edit: ContentEdit = {
      kind: 'content',
      elementId,
      title: summary?.title ?? title,
      editedAt: toInstant(session.ports.clock.now()),
      base: { contentVersion: base ?? fallback, ...(seen && (base ?? fallback) === seen.contentVersion ? { content: seen.content } : {}) },
      mine,
      expected: stored.state.version + 1,
    };
    // A base that the record has is what stands there, and not the edit that waits for the same place.
    const isOnEarlier = base !== undefined && base === earlier?.expected && base > stored.state.content.contentVersion;
    return earlier ? joinEdits(earlier, edit, isOnEarlier) : edit;
  });
  if (!made.ok) return { elementId, ok: false, error: made.error };
  return sendNewEdit(context, made.value, earlier);
}

/**
 * A new version with the content of a former one; addenda stay. It replaces the newest content that the server has now, and what
 * somebody stores after that is joined as with every edit.
 */
export async function restoreContent(context: ElementsContext, elementId: string, contentVersion: number): Promise<Outcome> {
  const { session } = context;
  const earlier = await settleEarlier(context, elementId);
  const made = await attempt(async (): Promise<ContentEdit> => {
    if (earlier) throw editWaits();
    await editBase(context, elementId);
    const former = await formerContent(context, elementId, contentVersion);
    const known = await knownElement(session, elementId);
    const { stored, content, open } = await proveElement(context, await readElement(session, { elementId, known }), known);
    return {
      kind: 'content',
      elementId,
      title: stored.summary.title,
      editedAt: toInstant(session.ports.clock.now()),
      base: { contentVersion: content.contentVersion, content: snapshotOf(content, open) },
      mine: snapshotOf(former.content, former.open),
      expected: stored.state.version + 1,
    };
  });
  if (!made.ok) return { elementId, ok: false, error: made.error };
  return sendNewEdit(context, made.value, earlier);
}

/** An edit of this element that still waits, for the network or a choice, after another try to send it. */
async function settleEarlier(context: ElementsContext, elementId: string): Promise<ContentEdit | undefined> {
  const { store } = context.session;
  const key = editKey(elementId, 'content');
  const edit = await store.get(key, ContentEdit);
  if (!edit) return undefined;
  await trySending(context, edit);
  return store.get(key, ContentEdit);
}

/**
 * One edit of two that were made on this device one after the other: the newer as it is where it was made from the older, else both joined
 * part by part. `E_UNMERGED` where both changed the same part, or the older one waits for a choice: it is never lost unsaid.
 */
function joinEdits(earlier: ContentEdit, edit: ContentEdit, isOnEarlier: boolean): ContentEdit {
  if (isConflicting(earlier)) throw editWaits();
  const mine = isOnEarlier ? edit.mine : joinedContent(earlier, edit);
  return { ...earlier, editedAt: edit.editedAt, mine, ...(earlier.sealed ? { isLeftover: true } : {}) };
}

function joinedContent(earlier: ContentEdit, edit: ContentEdit): Snapshot {
  if (edit.base.contentVersion !== earlier.base.contentVersion) throw editWaits();
  const { conflicts, content } = mergeContents({ base: earlier.base.content, mine: edit.mine, theirs: earlier.mine });
  if (conflicts.length > 0) throw editWaits();
  return content;
}

function editWaits(): SealchartError {
  const detail = 'an earlier change of yours waits on this device: choose or give it up first';
  return new SealchartError('E_UNMERGED', { detail });
}

/** What could never be stored is refused before it is written down. `E_FORMAT`, `E_LIMIT`. */
function requireForm(mine: Snapshot): void {
  const { schema, title, body } = ElementContent.shape;
  const wrong = (
    [
      ['schema', schema],
      ['title', title],
      ['body', body],
    ] as const
  ).filter(([name, rule]) => !rule.safeParse(mine[name]).success);
  if (wrong.length > 0) throw new SealchartError('E_FORMAT', { detail: wrong.map(([name]) => name).join(', ') });
  requireRoom(mine);
}
