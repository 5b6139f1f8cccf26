const PLAIN = /^[A-Za-z][A-Za-z0-9-]*$/;

/**
 * Whether there may be a text for this word, which somebody else wrote: it is one part of a key, and none of the names that every object
 * has, such as `constructor`. Any other word is shown as it is.
 */
export function canHaveText(word: string): boolean {
  return PLAIN.test(word) && !(word in Object.prototype);
}
