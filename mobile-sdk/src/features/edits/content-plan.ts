import type { ElementsContext } from '../elements/context.ts';
import { formerContent } from '../elements/former-content.ts';
import type { ProvenElement } from '../elements/opening.ts';
import { attempt } from '../elements/refusal.ts';
import type { EditPlan } from './edit-plan.ts';
import { mergeContents } from './merge.ts';
import type { Snapshot } from './snapshot.ts';
import { isEqualContent, snapshotOf } from './snapshot.ts';
import type { ContentEdit } from './stored-edit.ts';

/** Joins new content with the newest version of its element. */
export async function planContent(context: ElementsContext, edit: ContentEdit, { stored, content }: ProvenElement): Promise<EditPlan> {
  const { sealed: _former, isLeftover: _whole, theirs: _before, ...rest } = edit;
  const theirs = snapshotOf(content, stored.summary.open);
  const { contentVersion } = content;
  if (edit.base.contentVersion === contentVersion)
    return isEqualContent(edit.mine, theirs) ? { kind: 'done', isMerged: false } : write(rest, edit.mine);
  const base = await baseOf(context, edit);
  const known: ContentEdit = { ...rest, base: { ...edit.base, ...(base === undefined ? {} : { content: base }) } };
  const merge = mergeContents({ base, mine: edit.mine, theirs });
  if (merge.conflicts.length > 0) {
    const author = stored.state.contentAuthor.account;
    return { kind: 'conflict', edit: { ...known, theirs: { contentVersion, author, authoredAt: stored.contentAt, content: theirs } } };
  }
  const isMerged = merge.isChangedByThem;
  if (!isMerged) return isEqualContent(edit.mine, theirs) ? { kind: 'done', isMerged } : write(known, edit.mine);
  return isEqualContent(merge.content, theirs) ? { kind: 'done', isMerged } : write(known, merge.content, isMerged);
}

function write(edit: ContentEdit, mine: Snapshot, isMerged = false): EditPlan {
  return { kind: 'write', content: mine, edit, isMerged };
}

/** What the edit was made from; undefined where that is not open to this account. */
async function baseOf(context: ElementsContext, { elementId, base }: ContentEdit): Promise<Snapshot | undefined> {
  if (base.content) return base.content;
  const former = await attempt(() => formerContent(context, elementId, base.contentVersion));
  return former.ok ? snapshotOf(former.value.content, former.value.open) : undefined;
}
