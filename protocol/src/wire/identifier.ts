import * as z from 'zod/mini';
import { IDENTIFIER_CHARACTERS } from '../limits.ts';

/** An e-mail address in the one form that accounts are kept under: NFKC, trimmed, lower case. */
export const Identifier = z.string().check(
  z.maxLength(IDENTIFIER_CHARACTERS),
  z.regex(/^[^\s@\p{Cc}]{1,64}@[^\s@\p{Cc}]{1,253}$/u),
  z.refine((text) => text === normaliseIdentifier(text), 'not in normal form'),
);

/** What a person typed, in the form that accounts are kept under. */
export function normaliseIdentifier(typed: string): string {
  return typed.normalize('NFKC').trim().toLowerCase();
}
