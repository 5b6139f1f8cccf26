import * as z from 'zod/mini';
import { Hash } from '../ids.ts';
import { NAME_CHARACTERS } from '../limits.ts';
import { statementFields } from './signed-statement.ts';

export const PROFILE = 'sealchart/v1/profile';

/** What a person calls themself: in the clear for the server, always shown as self-given. */
export const ProfileStatement = z.strictObject({
  ...statementFields(PROFILE),
  number: z.int().check(z.minimum(1)),
  previous: z.nullable(Hash),
  name: z.string().check(
    z.minLength(1),
    z.maxLength(NAME_CHARACTERS),
    // Control and bidirectional formatting characters could make one name look like another.
    z.refine((name) => name === name.trim() && !/[\p{Cc}\p{Bidi_Control}]/u.test(name) && name.isWellFormed(), 'not a plain name'),
  ),
});
export type ProfileStatement = z.infer<typeof ProfileStatement>;
