import type { AccountKey } from '@sealchart/protocol';

/**
 * The keys of an account as readers judge them: with a key that was given up as compromised, every key before it counts as given
 * up too.
 *
 * [Note: Keys given up] Former secret keys lie in every later bundle, so that old elements stay readable. Whoever had the account key
 * of a bundle therefore had the keys before it as well, however routinely those were retired, and could sign with them.
 */
export function withGivenUp(keys: readonly AccountKey[]): AccountKey[] {
  const last = keys.findLastIndex((key) => key.retired === 'compromise');
  return keys.map((key, i) => (i < last ? { ...key, retired: 'compromise' } : key));
}
