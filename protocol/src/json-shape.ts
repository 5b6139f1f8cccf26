/** How much a JSON text may become. */
export interface JsonRoom {
  /** Arrays, objects and what stands behind commas. */
  readonly values: number;
  readonly levels: number;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * Counts what a JSON text would become before anything is made of it: names what it has more of than there is room for, undefined where
 * it fits. Says nothing of its form; strings are skipped, so that a large packet costs next to nothing.
 */
export function excessOf(text: string, room: JsonRoom): keyof JsonRoom | undefined {
  let [levels, values] = [0, 0];
  for (let at = 0; at < text.length; at += 1) {
    switch (text.charCodeAt(at)) {
      case QUOTE:
        at = endOfString(text, at);
        break;
      case 0x5b: // [
      case 0x7b: // {
        levels += 1;
        values += 1;
        break;
      case 0x5d: // ]
      case 0x7d: // }
        levels -= 1;
        break;
      case 0x2c: // ,
        values += 1;
        break;
    }
    if (levels > room.levels) return 'levels';
    if (values > room.values) return 'values';
  }
  return undefined;
}

/** Offset of the quote that ends the string which begins at `start`; the end of the text when it does not end. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let before = end - 1;
    while (text.charCodeAt(before) === BACKSLASH) before -= 1;
    if ((end - before) % 2 === 1) return end;
  }
  return text.length;
}
