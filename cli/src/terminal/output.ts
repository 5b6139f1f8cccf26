import type { Writable } from 'node:stream';
import { onlyColours, safeJson } from './escape.ts';
import type { Style } from './style.ts';
import { COLOUR_CODES, createStyle } from './style.ts';
import { wrapText } from './wrap.ts';

/** A stream that may be a terminal. */
export type Screen = Writable & { readonly isTTY?: boolean; readonly columns?: number };

export interface OutputOptions {
  readonly stdout: Screen;
  readonly stderr: Screen;
  /** One JSON document on stdout and nothing else but failures. */
  readonly isJson: boolean;
  readonly allowsColour: boolean;
}

/** Where a command says what it has to say: results to stdout, everything beside them to stderr. */
export class Output {
  readonly isJson: boolean;
  /** Emphasis for stdout and for stderr: each is coloured only where it is a terminal. */
  readonly style: Style;
  readonly noteStyle: Style;
  readonly #stdout: Screen;
  readonly #stderr: Screen;

  constructor({ stdout, stderr, isJson, allowsColour }: OutputOptions) {
    this.isJson = isJson;
    this.style = createStyle(allowsColour && stdout.isTTY === true && !isJson);
    this.noteStyle = createStyle(allowsColour && stderr.isTTY === true && !isJson);
    this.#stdout = stdout;
    this.#stderr = stderr;
  }

  /** Columns of stdout where it is a terminal. */
  get columns(): number | undefined {
    return this.#stdout.isTTY === true ? this.#stdout.columns : undefined;
  }

  get isTerminal(): boolean {
    return this.#stdout.isTTY === true;
  }

  /** The answer of a command: the value with `--json`, the lines otherwise. Called once. */
  answer(value: unknown, lines: () => readonly string[]): Promise<void> {
    if (this.isJson) return this.write(`${safeJson(JSON.stringify(value, undefined, 2))}\n`);
    return this.write(printable(lines(), this.#stdout));
  }

  /** Something worth knowing beside the answer. Not said with `--json`. */
  note(...lines: readonly string[]): void {
    if (!this.isJson) this.failure(...lines);
  }

  /** What went wrong; said in every mode. */
  failure(...lines: readonly string[]): void {
    this.#stderr.write(this.isJson ? linesOf(lines) : printable(lines, this.#stderr));
  }

  /** Writes exactly this text to stdout and waits until there is room for more. Rejects when nobody reads any longer. */
  async write(text: string): Promise<void> {
    if (text === '') return;
    await new Promise<void>((resolve, reject) => {
      this.#stdout.write(text, (error) => (error ? reject(error) : resolve()));
    });
  }
}

/** Lines without anything that a terminal would act on, and broken to the width of one. */
function printable(lines: readonly string[], screen: Screen): string {
  return wrapText(linesOf(lines), screen.isTTY === true ? screen.columns : undefined);
}

function linesOf(lines: readonly string[]): string {
  return lines.map((line) => `${onlyColours(line, COLOUR_CODES)}\n`).join('');
}
