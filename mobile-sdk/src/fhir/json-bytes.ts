/** Bytes of the JSON grammar (RFC 8259 section 2). */
export const QUOTE = 0x22;
export const BACKSLASH = 0x5c;
export const COMMA = 0x2c;
export const COLON = 0x3a;
export const OPEN_OBJECT = 0x7b;
export const CLOSE_OBJECT = 0x7d;
export const OPEN_LIST = 0x5b;
export const CLOSE_LIST = 0x5d;
const SPACE = 0x20;
const TAB = 0x09;
export const LINE_FEED = 0x0a;
const RETURN = 0x0d;

/** True for the four characters that JSON takes as white space. */
export function isSpace(byte: number): boolean {
  return byte === SPACE || byte === LINE_FEED || byte === RETURN || byte === TAB;
}

/** True for `{ } [ ] , :` and the quote: tokens that need no space between them. */
export function isStructure(byte: number): boolean {
  switch (byte) {
    case QUOTE:
    case COMMA:
    case COLON:
    case OPEN_OBJECT:
    case CLOSE_OBJECT:
    case OPEN_LIST:
    case CLOSE_LIST:
      return true;
    default:
      return false;
  }
}
