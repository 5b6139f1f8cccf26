/**
 * Whether a name in a file may be one of these people: every word of one name is in the other, in any order and case. Digits do not
 * count: made-up records number their names. A name without letters fits nobody.
 */
export function fitsName(subject: string, names: readonly string[]): boolean {
  const wanted = wordsOf(subject);
  if (wanted.size === 0) return false;
  return names.some((name) => {
    const known = wordsOf(name);
    return known.size > 0 && (known.isSubsetOf(wanted) || wanted.isSubsetOf(known));
  });
}

function wordsOf(name: string): Set<string> {
  const plain = name.normalize('NFKD').toLowerCase().replaceAll(/\p{M}/gu, '');
  return new Set(plain.match(/\p{L}+/gu) ?? []);
}
