import { CLOSE_OBJECT, LINE_FEED, OPEN_OBJECT, isSpace } from './json-bytes.ts';

const BYTE_ORDER_MARK: ReadonlySet<number> = new Set([0xef, 0xbb, 0xbf]);

/**
 * Finds out whether a source has one resource a line. `}` at the end of the first line and `{` at the beginning of the next one: no
 * other JSON text has that, because in JSON a comma stands between them and no string holds a line break. So nothing has to be read
 * ahead, and a first line that is broken does not hide the others.
 */
export class FirstLine {
  #state: 'before' | 'inside' | 'behind' | 'found' | 'other' = 'before';
  #last = 0;
  #lines = 0;
  #first = 1;

  /** Number of the first line with text, from 1. */
  get first(): number {
    return this.#first;
  }

  /** False once it is known that the source is of another form. */
  get mayBeFound(): boolean {
    return this.#state !== 'other';
  }

  /** True until it is known. */
  get isOpen(): boolean {
    return this.#state !== 'found' && this.#state !== 'other';
  }

  /** Line breaks in front of the place that `find` stands at. */
  get lines(): number {
    return this.#lines;
  }

  /** Index in the chunk where the second line with text begins, if the source has one resource a line; -1 otherwise, or while that is not known. */
  find(chunk: Uint8Array): number {
    for (let at = 0; at < chunk.length && this.isOpen; at += 1) {
      at = this.#state === 'inside' ? this.#skipLine(chunk, at) : at;
      const byte = chunk[at];
      if (byte === LINE_FEED) this.#endLine();
      else if (byte !== undefined && !isSpace(byte)) {
        if (this.#state === 'behind') this.#state = byte === OPEN_OBJECT ? 'found' : 'other';
        else if (this.#state === 'before' && byte === OPEN_OBJECT) this.#begin(byte);
        else if (this.#state === 'before' && !BYTE_ORDER_MARK.has(byte)) this.#state = 'other';
        if (this.#state === 'found') return at;
      }
    }
    return -1;
  }

  /** Index of the next line break, or the chunk's length; remembers the last byte of text. */
  #skipLine(chunk: Uint8Array, from: number): number {
    const found = chunk.indexOf(LINE_FEED, from);
    const end = found < 0 ? chunk.length : found;
    for (let at = end - 1; at >= from; at -= 1) {
      const byte = chunk[at] ?? 0;
      if (isSpace(byte)) continue;
      this.#last = byte;
      break;
    }
    return end;
  }

  #begin(byte: number): void {
    this.#state = 'inside';
    this.#first = this.#lines + 1;
    this.#last = byte;
  }

  #endLine(): void {
    this.#lines += 1;
    if (this.#state === 'inside') this.#state = this.#last === CLOSE_OBJECT ? 'behind' : 'other';
  }
}
