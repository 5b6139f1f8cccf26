import type { ElementContent } from '@sealchart/protocol';
import { OpenFields } from '@sealchart/protocol';
import * as z from 'zod/mini';

/** What of a content a person edits. */
export const Snapshot = z.strictObject({
  schema: z.string(),
  title: z.string(),
  body: z.string(),
  open: OpenFields,
});
export type Snapshot = z.infer<typeof Snapshot>;

/** What a person edits of a proven content. Open fields travel beside it and are proven by their hash. */
export function snapshotOf({ schema, title, body }: Pick<ElementContent, 'schema' | 'title' | 'body'>, open: OpenFields): Snapshot {
  return { schema, title, body, open };
}

/** Whether two contents are equal to the letter. */
export function isEqualContent(a: Snapshot, b: Snapshot): boolean {
  const isSameOpen = a.open.favourite === b.open.favourite && a.open.colour === b.open.colour;
  return isSameOpen && a.schema === b.schema && a.title === b.title && a.body === b.body;
}
