import * as z from 'zod/mini';
import { Hash } from '../ids.ts';
import { NAME_CHARACTERS } from '../limits.ts';
import { statementFields } from './signed-statement.ts';

export const PROFILE = 'sealchart/v1/profile';

/** A character that a reader sees by itself; joiners and marks are part of many names, and never all of one. */
const VISIBLE = /[^\p{Cc}\p{Cf}\p{Cs}\p{Z}\p{M}\p{Default_Ignorable_Code_Point}\u2800]/u;

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
    // Nobody may stand in a list of readers as a row without a name.
    z.refine((name) => VISIBLE.test(name), 'nothing of it can be seen'),
  ),
});
export type ProfileStatement = z.infer<typeof ProfileStatement>;
