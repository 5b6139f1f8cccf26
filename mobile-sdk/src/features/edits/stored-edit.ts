import {
  ADDENDA,
  ADDENDUM_CHARACTERS,
  AccountId,
  ElementId,
  ElementWrite,
  Hash,
  IDEMPOTENCY_KEY_CHARACTERS,
  Instant,
  SignedStatement,
  compareAscii,
} from '@sealchart/protocol';
import * as z from 'zod/mini';
import type { UnlockedSession } from '../../session/unlocked-session.ts';
import { EDITS } from '../elements/edit-mark.ts';
import { ProvenContent } from '../elements/kept-content.ts';
import { StoredElement } from '../elements/stored-element.ts';
import { Snapshot } from './snapshot.ts';

const Version = z.int().check(z.minimum(1));

/** A version that was made of an edit and may have reached the server: it is sent again as it is until that is known. */
const SealedEdit = z.strictObject({
  idempotencyKey: z.string().check(z.maxLength(IDEMPOTENCY_KEY_CHARACTERS)),
  write: ElementWrite,
  stored: StoredElement,
  content: ProvenContent,
  isMerged: z.boolean(),
});
export type SealedEdit = z.infer<typeof SealedEdit>;

const common = {
  elementId: ElementId,
  /** Of the element, for lists. */
  title: z.string(),
  editedAt: Instant,
  /** The version that it will be when nobody is faster: new content made from that is made from this edit. */
  expected: Version,
  sealed: z.optional(SealedEdit),
};

/** New content that the server has not confirmed. */
export const ContentEdit = z.strictObject({
  kind: z.literal('content'),
  ...common,
  /** What it was made from; without content where this device could not get it yet. */
  base: z.strictObject({ contentVersion: Version, content: z.optional(Snapshot) }),
  mine: Snapshot,
  /** `mine` was changed after it was sealed: when the sealed version is stored, the rest is still to be sent. */
  isLeftover: z.optional(z.literal(true)),
  /** What somebody else stored meanwhile, where it cannot be joined: the person chooses. */
  theirs: z.optional(z.strictObject({ contentVersion: Version, author: AccountId, authoredAt: Instant, content: Snapshot })),
});
export type ContentEdit = z.infer<typeof ContentEdit>;

/** Remarks that the server has not confirmed. */
export const AddendumEdit = z.strictObject({
  kind: z.literal('addendum'),
  ...common,
  /** Each with the content that it speaks about. */
  remarks: z
    .array(
      z.strictObject({
        text: z.string().check(z.minLength(1), z.maxLength(ADDENDUM_CHARACTERS)),
        contentVersion: Version,
        bodyHash: Hash,
      }),
    )
    .check(z.minLength(1), z.maxLength(ADDENDA)),
  /** Statements of the first remarks, as `sealed` carries them. */
  signed: z.optional(z.array(SignedStatement)),
});
export type AddendumEdit = z.infer<typeof AddendumEdit>;

/** An edit as this device keeps it until the server confirmed it: one of each kind an element. */
export const StoredEdit = z.discriminatedUnion('kind', [ContentEdit, AddendumEdit]);
export type StoredEdit = z.infer<typeof StoredEdit>;

/** Every edit of this device, oldest first. */
export async function storedEdits({ store }: UnlockedSession): Promise<StoredEdit[]> {
  const edits = [...(await store.getAll(EDITS, StoredEdit)).values()];
  return edits.sort((a, b) => compareAscii(a.editedAt, b.editedAt));
}

/** Whether an edit waits for a choice of the person. */
export function isConflicting(edit: StoredEdit): edit is ContentEdit & { readonly theirs: NonNullable<ContentEdit['theirs']> } {
  return edit.kind === 'content' && edit.theirs !== undefined;
}
