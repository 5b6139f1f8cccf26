import * as z from 'zod/mini';
import { AccountId, ElementId, Hash } from '../ids.ts';
import { ADDENDA, ADDENDUM_CHARACTERS, ELEMENT_VERSIONS } from '../limits.ts';
import { statementFields } from './signed-statement.ts';

export const ADDENDUM = 'sealchart/v1/addendum';

/**
 * A remark on the content of an element, signed by its own author and carried inside the sealed content from then on: whoever
 * writes a later version keeps it, and nobody else can be shown as its author.
 */
export const Addendum = z.strictObject({
  ...statementFields(ADDENDUM),
  elementId: ElementId,
  recordId: AccountId,
  /** Its place among the addenda of the element, from 1. */
  number: z.int().check(z.minimum(1), z.maximum(ADDENDA)),
  /** The content version that it speaks about. */
  contentVersion: z.int().check(z.minimum(1), z.maximum(ELEMENT_VERSIONS)),
  /** SHA-256 of the UTF-8 bytes of the body that it speaks about. */
  bodyHash: Hash,
  text: z.string().check(z.minLength(1), z.maxLength(ADDENDUM_CHARACTERS)),
});
export type Addendum = z.infer<typeof Addendum>;
