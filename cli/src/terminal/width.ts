const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });
const WIDE =
  /\p{Emoji_Presentation}|\ufe0f|[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{20000}-\u{3fffd}]/u;
// oxlint-disable-next-line no-control-regex -- colour codes take no room
const COLOUR = /\u001b\[\d{1,2}m/g;

/** Columns that a line takes on a terminal; East Asian characters and pictures take two, colour codes none. */
export function widthOf(text: string): number {
  let width = 0;
  for (const { segment } of segmenter.segment(text.replace(COLOUR, ''))) width += WIDE.test(segment) ? 2 : 1;
  return width;
}

/** Cuts a line without colours to at most `columns`, the last of them an ellipsis where something was cut. */
export function cutTo(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  let width = 0;
  let cut = '';
  for (const { segment } of segmenter.segment(text)) {
    width += WIDE.test(segment) ? 2 : 1;
    if (width > columns - 1) break;
    cut += segment;
  }
  return `${cut}…`;
}

/** Fills a line with spaces to `columns`. */
export function padTo(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - widthOf(text)));
}
