import { ByteBuffer } from './byte-buffer.ts';
import { BACKSLASH, CLOSE_LIST, CLOSE_OBJECT, COMMA, isSpace, isStructure, OPEN_LIST, OPEN_OBJECT, QUOTE } from './json-bytes.ts';

/** Why a value was skipped instead of kept. */
export type Fault = 'large' | 'deep';

/** Bytes of a skipped value that are kept to name it. */
const HEAD_BYTES = 64 * 2 ** 10;

/** Brackets that are matched by kind; deeper ones, which are skipped anyway, are only counted. */
const MATCHED_BRACKETS = 1_024;

const ONE_SPACE = Uint8Array.of(0x20);

/** Bytes that end a number or word outside brackets. */
const isDelimiter = (byte: number): boolean => byte === COMMA || byte === CLOSE_OBJECT || byte === CLOSE_LIST;

/** How large a value may be to be kept. */
export interface ValueLimits {
  /** Bytes without the white space between tokens. */
  readonly bytes: number;
  /** Nesting, the value's own brackets counted. */
  readonly depth: number;
}

/**
 * Finds the end of one JSON value in a stream of bytes and keeps it without the white space between its tokens. Only
 * strings and brackets are looked at: whether the value is JSON is for `JSON.parse` to say, so that one broken entry
 * does not take the ones behind it along. A value beyond the limits is followed to its end, but not kept.
 */
export class ValueScanner {
  readonly #kept = new ByteBuffer();
  readonly #brackets = new Uint8Array(MATCHED_BRACKETS);
  #limits: ValueLimits = { bytes: 0, depth: 0 };
  #depth = 0;
  #inString = false;
  #isEscaped = false;
  #hasGap = false;
  #last = 0;
  #isDone = true;
  #fault: Fault | undefined;

  /** Begins a value; its first byte is the first one that `scan` is given. */
  start(limits: ValueLimits): void {
    this.#kept.clear();
    this.#limits = limits;
    this.#depth = 0;
    this.#inString = false;
    this.#isEscaped = false;
    this.#hasGap = false;
    this.#last = 0;
    this.#isDone = false;
    this.#fault = undefined;
  }

  get isDone(): boolean {
    return this.#isDone;
  }

  get fault(): Fault | undefined {
    return this.#fault;
  }

  /** The value without white space; of a skipped one the beginning. Valid until the next `start`. */
  get bytes(): Uint8Array {
    return this.#kept.view();
  }

  /**
   * Reads `chunk` from `from` and returns the index behind the value, or the chunk's length when the value goes on.
   * Returns -1 minus the index of a closing bracket that does not belong to the one that is open.
   */
  scan(chunk: Uint8Array, from: number): number {
    let at = from;
    let run = from;
    while (at < chunk.length && !this.#isDone) {
      const byte = chunk[at] ?? 0;
      if (this.#inString) {
        at = this.#skipString(chunk, at);
      } else if (isSpace(byte)) {
        this.#keep(chunk.subarray(run, at));
        this.#hasGap = true;
        this.#isDone = this.#depth === 0;
        at += 1;
        run = at;
      } else {
        if (this.#depth === 0 && isDelimiter(byte)) {
          this.#isDone = true;
          break;
        }
        if (this.#hasGap) this.#closeGap(byte);
        if (byte === QUOTE) this.#inString = true;
        else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) {
          if (!this.#close(byte)) return -1 - at;
        } else if (byte === OPEN_OBJECT || byte === OPEN_LIST) {
          if (this.#open(byte)) {
            this.#keep(chunk.subarray(run, at));
            run = at;
            this.#skip('deep');
          }
        }
        at += 1;
      }
    }
    this.#keep(chunk.subarray(run, at));
    return at;
  }

  /** Index of the first byte that is not of the string. */
  #skipString(chunk: Uint8Array, from: number): number {
    for (let at = from; at < chunk.length; at += 1) {
      const byte = chunk[at];
      if (this.#isEscaped) this.#isEscaped = false;
      else if (byte === BACKSLASH) this.#isEscaped = true;
      else if (byte === QUOTE) {
        this.#inString = false;
        if (this.#depth === 0) this.#isDone = true;
        return at + 1;
      }
    }
    return chunk.length;
  }

  /** True when the value becomes too deep. */
  #open(byte: number): boolean {
    // { and [ lie two below } and ].
    if (this.#depth < MATCHED_BRACKETS) this.#brackets[this.#depth] = byte + 2;
    this.#depth += 1;
    return this.#depth > this.#limits.depth;
  }

  #close(byte: number): boolean {
    this.#depth -= 1;
    if (this.#depth === 0) this.#isDone = true;
    return this.#depth >= MATCHED_BRACKETS || this.#brackets[this.#depth] === byte;
  }

  /** Two words stay two words, so that `1 2` does not become a number. */
  #closeGap(byte: number): void {
    this.#hasGap = false;
    if (!isStructure(byte) && !isStructure(this.#last)) this.#keep(ONE_SPACE);
  }

  #keep(part: Uint8Array): void {
    if (part.length === 0) return;
    this.#last = part[part.length - 1] ?? 0;
    if (this.#fault !== undefined) return;
    if (this.#kept.length + part.length > this.#limits.bytes) this.#skip('large', part);
    else this.#kept.append(part);
  }

  #skip(fault: Fault, next: Uint8Array = new Uint8Array()): void {
    if (this.#fault !== undefined) return;
    this.#fault = fault;
    const head = this.#kept.view().slice(0, HEAD_BYTES);
    this.#kept.clear();
    this.#kept.append(head);
    this.#kept.append(next.subarray(0, HEAD_BYTES - head.length));
  }
}
