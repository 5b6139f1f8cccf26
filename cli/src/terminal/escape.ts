// [Note: Foreign text]
// Titles, names, bodies and a server's sentences were written by others. A control character in them could move the
// cursor, rename the window, fill the clipboard or hide what follows; a direction mark could turn a name around.
// Whatever goes to a terminal is therefore made visible here: once where it is put into a line (`oneLine`,
// `manyLines`), and once more in `Output`, which lets nothing pass but line ends and its own colours.

// C0, DEL, C1, line and paragraph separator, marks and isolates of direction, invisible joiners and fillers, tags, lone surrogates.
const UNSAFE = /[\p{Cc}\p{Cs}\u00ad\u061c\u115f\u1160\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\u{e0000}-\u{e007f}]/gu;
/** The invisible joiner of emoji families is harmless between pictures. */
const JOINER_BETWEEN_PICTURES = /(?<=\p{Extended_Pictographic}\ufe0f?\p{Emoji_Modifier}?)\u200d(?=\p{Extended_Pictographic})/gu;
const KEPT_JOINER = '\u0000';

const visible = (character: string): string => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;

function escapeAll(text: string): string {
  return text
    .replaceAll(KEPT_JOINER, visible(KEPT_JOINER))
    .replace(JOINER_BETWEEN_PICTURES, KEPT_JOINER)
    .replace(UNSAFE, (character) => (character === KEPT_JOINER ? '\u200d' : visible(character)));
}

/** Foreign text for one line: line ends and tabs become spaces, other control characters are written out as `\u{1b}`. */
export function oneLine(text: string): string {
  return escapeAll(text.replace(/[\t\r\n]+/g, ' '));
}

/** Foreign text of several lines: every line by itself. */
export function manyLines(text: string): string[] {
  return text.split(/\r\n|\n|\r/).map((line) => escapeAll(line.replaceAll('\t', '    ')));
}

/** JSON text with every character that a terminal might act on, or not show, written as `\uXXXX`: the same value, harmless to print. */
export function safeJson(json: string): string {
  // Line ends and spaces of the text itself are no part of a value.
  return json.replace(UNSAFE, (character) => (character < ' ' ? character : escapedUnits(character)));
}

function escapedUnits(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
}

/** Removes whatever is neither printable, nor a line end, nor one of the given colour codes. */
export function onlyColours(text: string, codes: readonly number[]): string {
  const allowed = codes.map(String);
  // oxlint-disable-next-line no-control-regex -- control characters are what this is about
  return text.replace(/\u001b\[(\d{1,2})m|[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g, (found, code?: string) =>
    code !== undefined && allowed.includes(code) ? found : '',
  );
}
