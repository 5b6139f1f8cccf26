import * as z from 'zod/mini';
import { IDENTIFIER_CHARACTERS } from '../limits.ts';

/** An e-mail address in the one form that accounts are kept under: see `normaliseIdentifier`. */
export const Identifier = z.string().check(
  z.maxLength(IDENTIFIER_CHARACTERS),
  z.regex(/^[^\s@\p{Cc}]{1,64}@[^\s@\p{Cc}]{1,253}$/u),
  z.refine((text) => text === normalForm(text), 'not in normal form'),
);

/**
 * What a person typed, in the form that accounts are kept under: the name before the @ in NFKC and lower case, the domain in
 * lower-case A-labels without final dot. What is no e-mail address comes back as typed, trimmed, and is no `Identifier`.
 * Doing it twice changes nothing.
 */
export function normaliseIdentifier(typed: string): string {
  const text = typed.trim();
  return normalForm(text) ?? text;
}

/** The @ itself, and what NFKC makes one of. */
const AT = /[@\uff20\ufe6b]/u;

/** Nobody's address; longer texts are not worth the work. */
const TYPED_CHARACTERS = 1_000;

/** Undefined where the text is no address. */
function normalForm(text: string): string | undefined {
  if (text.length > TYPED_CHARACTERS) return undefined;
  const [typedLocal, typedDomain, ...more] = text.split(AT);
  if (typedLocal === undefined || typedDomain === undefined || more.length > 0) return undefined;
  const local = localPart(typedLocal);
  const domain = domainOf(typedDomain);
  if (local === undefined || domain === undefined) return undefined;
  const whole = `${local}@${domain}`;
  return whole.length <= IDENTIFIER_CHARACTERS ? whole : undefined;
}

/**
 * [Note: What may stand before the @] Two addresses that look alike must not be two accounts, and one address must not depend on who reads it.
 * So nothing that is invisible, turns the direction of writing, or has no meaning yet in Unicode; no mark that would sit on
 * what stands before; and none of the signs that only quoted names may have, which nobody has and every list of addresses breaks on.
 */
const LOCAL = /^(?!\p{M})[^\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\u2800"(),:;<>@[\\\]]{1,64}$/u;

function localPart(typed: string): string | undefined {
  // Lower case can take a letter apart: what comes out is composed once more.
  const local = fold(fold(typed));
  return LOCAL.test(local) && fold(local) === local ? local : undefined;
}

const fold = (text: string): string => text.normalize('NFKC').toLowerCase();

/**
 * What the parser of addresses would cut off, decode or drop instead of refusing; and joiners (U+200C, U+200D), of which each
 * engine has its own opinion: a domain with one is given in A-labels.
 */
const FOREIGN = /[\p{Cc}\p{Z}@%/?#:[\]\\\u200c\u200d]/u;

/** Letters, digits and hyphens, each label at most 63, the last one no number: addresses of numbers pass from one owner to another. */
const DOMAIN = /^(?!(?:.*\.)?\d+$)[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?(?:\.[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?)*$/;

/** UTS #46, as every engine has it for the host of an address. A name without dot is one of an intranet. */
function domainOf(typed: string): string | undefined {
  // Mapped to "ss" by tables older than Unicode 15.1.
  const url = FOREIGN.test(typed) ? undefined : parsed(`http://${typed.replaceAll('\u1e9e', '\u00df')}`);
  const domain = url?.hostname.replace(/\.$/, '');
  return domain !== undefined && DOMAIN.test(domain) ? domain : undefined;
}

function parsed(address: string): URL | undefined {
  return URL.canParse(address) ? new URL(address) : undefined;
}
