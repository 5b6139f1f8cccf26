import * as z from 'zod/mini';
import { AccountId, Hash } from '../ids.ts';
import { statementFields } from './signed-statement.ts';

export const ANCHOR = 'sealchart/v1/anchor';

/**
 * The owner's word that these versions of the own record existed when it was signed: RFC 6962 root over the JCS bytes of
 * [elementId, version, manifestHash], sorted by elementId.
 */
export const Anchor = z.strictObject({
  ...statementFields(ANCHOR),
  recordId: AccountId,
  number: z.int().check(z.minimum(1)),
  previous: z.nullable(Hash),
  /** Leaves of the tree. */
  size: z.int().check(z.minimum(0)),
  root: Hash,
  cause: z.enum(['routine', 'rotation']),
});
export type Anchor = z.infer<typeof Anchor>;
