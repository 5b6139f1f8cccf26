/** A single letter; in other scripts it may be a whole name. */
const INITIAL = /^\p{Script=Latin}$/u;
/** Words around a name that are no part of it. */
const AROUND: ReadonlySet<string> = new Set([
  'mr',
  'mrs',
  'ms',
  'miss',
  'mx',
  'dr',
  'prof',
  'herr',
  'frau',
  'jr',
  'sr',
  'md',
  'phd',
  'dds',
]);

/**
 * Whether a name in a file may be one of these people: every word of one name is in the other, in any order and case. Digits do not
 * count, because made-up records number their names, nor do titles and initials. A name without letters fits nobody.
 */
export function fitsName(subject: string, names: readonly string[]): boolean {
  const wanted = wordsOf(subject);
  if (wanted.size === 0) return false;
  return names.some((name) => {
    const known = wordsOf(name);
    return known.size > 0 && (isWithin(known, wanted) || isWithin(wanted, known));
  });
}

function isWithin(part: ReadonlySet<string>, whole: ReadonlySet<string>): boolean {
  return [...part].every((word) => whole.has(word));
}

function wordsOf(name: string): Set<string> {
  const plain = name.normalize('NFKD').toLowerCase().replaceAll(/\p{M}/gu, '');
  return new Set((plain.match(/\p{L}+/gu) ?? []).filter((word) => !INITIAL.test(word) && !AROUND.has(word)));
}
