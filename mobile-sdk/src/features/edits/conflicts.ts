import { SealchartError } from '@sealchart/protocol';
import type { Choice, Conflict, ConflictField, Outcome, Resolution } from '../../client-api/edits.ts';
import type { ElementsContext } from '../elements/context.ts';
import { editKey } from '../elements/edit-mark.ts';
import type { Merge } from './merge.ts';
import { mergeContents } from './merge.ts';
import { ContentEdit, isConflicting, storedEdits } from './stored-edit.ts';
import { sendOrWait } from './waiting.ts';

type ConflictingEdit = ContentEdit & { readonly theirs: NonNullable<ContentEdit['theirs']> };

/** Edits that wait for a choice, oldest first, each with what this device verified of both sides. No network. */
export async function conflictsOf({ session }: ElementsContext): Promise<Conflict[]> {
  return (await storedEdits(session)).filter(isConflicting).map(toConflict);
}

/**
 * Makes one content of both by the person's choices and sends it as a version on top of theirs. When that changed again meanwhile the
 * result is joined with it like every edit, and the outcome is `E_UNMERGED` where it cannot be. `E_NOT_FOUND` without a conflict,
 * `E_USAGE` when a path is left without a choice or is none.
 */
export async function resolveConflict(context: ElementsContext, elementId: string, resolution: Resolution): Promise<Outcome> {
  const { store } = context.session;
  const key = editKey(elementId, 'content');
  const edit = await store.get(key, ContentEdit);
  if (!edit || !isConflicting(edit)) throw new SealchartError('E_NOT_FOUND', { detail: 'no conflict' });
  const { theirs, ...rest } = edit;
  const { content } = mergeOf(edit, choicesOf(mergeOf(edit).conflicts, resolution));
  const base = { contentVersion: theirs.contentVersion, content: theirs.content };
  const resolved: ContentEdit = { ...rest, base, mine: content };
  await store.write({ put: new Map([[key, resolved]]) });
  return sendOrWait(context, resolved);
}

function toConflict(edit: ConflictingEdit): Conflict {
  const { elementId, title, editedAt, base, theirs } = edit;
  const { conflicts, taken } = mergeOf(edit);
  return {
    elementId,
    title,
    baseVersion: base.contentVersion,
    theirVersion: theirs.contentVersion,
    theirAuthor: theirs.author,
    theirAt: theirs.authoredAt,
    editedAt,
    fields: conflicts,
    merged: taken,
  };
}

function mergeOf({ base, mine, theirs }: ConflictingEdit, chosen?: ReadonlyMap<string, Choice>): Merge {
  return mergeContents({ base: base.content, mine, theirs: theirs.content }, chosen);
}

/** A choice for each path, and for nothing else. `E_USAGE`. */
function choicesOf(fields: readonly ConflictField[], resolution: Resolution): Map<string, Choice> {
  const named = new Map(Object.entries(resolution.fields ?? {}));
  const paths = new Set(fields.map(({ path }) => path));
  const unknown = [...named.keys()].filter((path) => !paths.has(path));
  if (unknown.length > 0) throw new SealchartError('E_USAGE', { detail: `nothing to choose at ${unknown.join(', ')}` });
  const choices = new Map<string, Choice>();
  for (const path of paths) {
    const choice = named.get(path) ?? resolution.all;
    if (choice === undefined) throw new SealchartError('E_USAGE', { detail: `choose mine or theirs for ${path}` });
    choices.set(path, choice);
  }
  return choices;
}
