import * as z from 'zod/mini';
import { Hash } from '../ids.ts';
import { Author, statementFields } from './signed-statement.ts';

export const VERIFICATION = 'sealchart/v1/verification';

/** What a person found when comparing a fingerprint; signed to oneself, stored only sealed in the own record. */
export const VerificationStatement = z.strictObject({
  ...statementFields(VERIFICATION),
  subject: Author,
  method: z.enum(['qr', 'words', 'hex']),
  result: z.enum(['verified', 'withdrawn']),
  number: z.int().check(z.minimum(1)),
  previous: z.nullable(Hash),
});
export type VerificationStatement = z.infer<typeof VerificationStatement>;
