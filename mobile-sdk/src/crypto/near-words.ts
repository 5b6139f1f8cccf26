/** Slips of the finger that still leave a word recognisable. */
const SLIPS = 2;

/** The word that differs from what was typed by the fewest slips, at most two; undefined when there is none, or several. */
export function nearestWord(typed: string, words: readonly string[]): string | undefined {
  // Two slips in a word of three letters leave nothing of it.
  const most = typed.length < 5 ? 1 : SLIPS;
  let nearest: string[] = [];
  let fewest = most;
  for (const word of words) {
    if (Math.abs(word.length - typed.length) > fewest) continue;
    const slips = slipsBetween(typed, word);
    if (slips < fewest) nearest = [];
    if (slips <= fewest) {
      nearest.push(word);
      fewest = slips;
    }
  }
  return nearest.length === 1 ? nearest[0] : undefined;
}

/** Letters left out, added or changed, and neighbours exchanged, that lead from one word to the other. */
function slipsBetween(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const isSame = a[row - 1] === b[column - 1];
      const isExchanged = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      current.push(
        Math.min(
          at(last, column) + 1,
          at(current, column - 1) + 1,
          at(last, column - 1) + (isSame ? 0 : 1),
          isExchanged ? at(beforeLast, column - 2) + 1 : Infinity,
        ),
      );
    }
    [beforeLast, last] = [last, current];
  }
  return at(last, b.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Infinity;
}
