import { ElementContent, Instant, OpenFields } from '@sealchart/protocol';
import * as z from 'zod/mini';
import type { ElementsContext } from './context.ts';

/** A content whose every proof was checked, with what stands beside it. Its author and version are in the content itself. */
export const ProvenContent = z.strictObject({
  content: ElementContent,
  open: OpenFields,
  /** When it was signed, as its author says. */
  authoredAt: Instant,
});
export type ProvenContent = z.infer<typeof ProvenContent>;

/** Where the sealed store keeps contents. */
export const CONTENTS = 'content/';

/** Key of one element's kept content in the sealed store. */
export function contentKey(elementId: string): string {
  return `${CONTENTS}${elementId}`;
}

/** The entry to be written together with the element's state; it takes the place of the one before. */
export function keepContent(proven: ProvenContent): { readonly key: string; readonly value: ProvenContent } {
  return { key: contentKey(proven.content.elementId), value: proven };
}

/**
 * The content of an element as this device opened or wrote it last; undefined when it never did. It may be older than the verified
 * state (`content.contentVersion`), and is what an edit of this device was made from.
 */
export function keptContent({ store }: ElementsContext['session'], elementId: string): Promise<ProvenContent | undefined> {
  return store.get(contentKey(elementId), ProvenContent);
}
