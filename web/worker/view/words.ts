/** A number with its decimals is one word, and so is a pair such as 120/80. */
const WORD = /\p{N}+(?:[.,/]\p{N}+)*|[\p{L}\p{M}\p{N}]+/gu;
const MARKS = /\p{M}/gu;
/** Letters that do not come apart into a base and a mark. */
const LETTERS: readonly (readonly [string, string])[] = [
  ['ß', 'ss'],
  ['æ', 'ae'],
  ['œ', 'oe'],
  ['ø', 'o'],
  ['ł', 'l'],
  ['đ', 'd'],
  ['ı', 'i'],
];

/** A word as the search compares it: without case, accents and the kind of decimal sign. */
export function folded(word: string): string {
  let text = word.normalize('NFKD').replace(MARKS, '').toLowerCase();
  for (const [letter, base] of LETTERS) text = text.replaceAll(letter, base);
  return /^\p{N}/u.test(text) ? text.replaceAll(',', '.') : text;
}

export interface PlacedWord {
  readonly word: string;
  readonly at: number;
}

/** The words of a text and where they stand in it. */
export function placedWords(text: string): PlacedWord[] {
  return [...text.matchAll(WORD)].map((match) => ({ word: match[0], at: match.index }));
}

export function wordsIn(text: string): string[] {
  return text.match(WORD) ?? [];
}
