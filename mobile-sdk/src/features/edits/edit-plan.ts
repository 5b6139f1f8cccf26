import type { NewContent } from '../elements/seal.ts';
import type { ContentEdit, StoredEdit } from './stored-edit.ts';

/** What is to be done with an edit, held against the newest version. */
export type EditPlan =
  /** A new version with these changes; `edit` is to be written down with it. */
  | {
      readonly kind: 'write';
      readonly content: Partial<NewContent> & Pick<NewContent, 'open'>;
      readonly edit: StoredEdit;
      readonly isMerged: boolean;
    }
  /** The record says it already. */
  | { readonly kind: 'done'; readonly isMerged: boolean }
  /** Both changed the same parts. */
  | { readonly kind: 'conflict'; readonly edit: ContentEdit };
