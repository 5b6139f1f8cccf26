import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import type { Input } from './family.ts';
import type { WrittenInput } from './input-text.ts';
import { writeInput } from './input-text.ts';

const LENGTH_DIGITS = 12;

/** What a process was reading when it was last heard of. */
export interface JournalEntry {
  readonly family: string;
  /** Inputs read so far. */
  readonly count: number;
  readonly input: WrittenInput;
}

/** A file that always holds the input under way: what is left of a process that hangs or dies. */
export class Journal {
  readonly #descriptor: number;
  #count = 0;

  constructor(file: string) {
    this.#descriptor = openSync(file, 'w');
  }

  /** Call before the input is read. */
  begin(family: string, input: Input): void {
    this.#count += 1;
    const entry: JournalEntry = { family, count: this.#count, input: writeInput(input) };
    const text = Buffer.from(JSON.stringify(entry));
    // One write: a reader sees the old entry or the new one.
    writeSync(this.#descriptor, Buffer.concat([Buffer.from(`${text.length}`.padStart(LENGTH_DIGITS)), text]), 0, undefined, 0);
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}

/** The newest entry; undefined before the first, and while one is being written. */
export function readJournal(file: string): JournalEntry | undefined {
  try {
    const text = readFileSync(file);
    const length = Number(text.subarray(0, LENGTH_DIGITS).toString());
    return length > 0 ? (JSON.parse(text.subarray(LENGTH_DIGITS, LENGTH_DIGITS + length).toString()) as JournalEntry) : undefined;
  } catch {
    return undefined;
  }
}
