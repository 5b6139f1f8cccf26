import { ELEMENT_BYTES, FHIR_DEPTH } from '@sealchart/protocol';
import { LINE_FEED, isSpace } from './json-bytes.ts';
import type { Fault } from './value-scanner.ts';
import { ValueScanner } from './value-scanner.ts';

const LIMITS = { bytes: ELEMENT_BYTES, depth: FHIR_DEPTH };

/** One line with text, as cut from a source. */
export interface LineCut {
  /** From 1, empty lines counted. */
  readonly line: number;
  /** JSON text without white space between tokens; valid until the scan goes on. Undefined when the line is not one value. */
  readonly bytes: Uint8Array | undefined;
  /** Why the value was skipped. */
  readonly fault: Fault | undefined;
}

/** Cuts a source into its lines, one value each, holding one line at a time. A broken line ends at its line break. */
export class LineScanner {
  readonly #scanner = new ValueScanner();
  #line: number;
  #isEmpty = true;
  #isBroken = false;

  /** `line` is the number of the line that comes first. */
  constructor(line: number) {
    this.#line = line;
  }

  /** Cuts the lines that end in this chunk. */
  *scan(chunk: Uint8Array): Generator<LineCut, void, void> {
    for (let at = 0; at < chunk.length;) {
      const found = chunk.indexOf(LINE_FEED, at);
      const end = found < 0 ? chunk.length : found;
      this.#take(chunk.subarray(at, end));
      if (found >= 0) yield* this.end();
      at = end + 1;
    }
  }

  /** Ends the line under way; call after the last chunk too. */
  *end(): Generator<LineCut, void, void> {
    const cut = { line: this.#line, bytes: this.#isWhole() ? this.#scanner.bytes : undefined, fault: this.#scanner.fault };
    const isEmpty = this.#isEmpty;
    this.#line += 1;
    this.#isEmpty = true;
    this.#isBroken = false;
    if (!isEmpty) yield cut;
  }

  #isWhole(): boolean {
    return !this.#isBroken && this.#scanner.isDone;
  }

  #take(part: Uint8Array): void {
    let at = 0;
    while (at < part.length && !this.#isBroken) {
      if ((this.#isEmpty || this.#scanner.isDone) && isSpace(part[at] ?? 0)) at += 1;
      else if (this.#isEmpty) {
        this.#scanner.start(LIMITS);
        this.#isEmpty = false;
      } else if (this.#scanner.isDone) this.#isBroken = true;
      else {
        at = this.#scanner.scan(part, at);
        this.#isBroken = at < 0;
      }
    }
  }
}
