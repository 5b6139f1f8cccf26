import type { Bytes, ErrorCode } from '@sealchart/protocol';
import { SealchartError } from '@sealchart/protocol';
import type fc from 'fast-check';

/** What a parser is given: bytes as they come from outside, or text. */
export type Input = Bytes | string;

/** One parser of foreign bytes, and everything that may come of it. */
export interface Family {
  readonly name: string;
  readonly inputs: fc.Arbitrary<Input>;
  /**
   * Reads one input. True for a value that was taken and holds everything that its form promises, false where the parser says by a value
   * that it is none. Throws a `SealchartError` where the parser refuses, and a `FuzzBreach` for a value that should not have come out.
   */
  readonly read: (input: Input) => Promise<boolean> | boolean;
  /** Codes that a refusal may have. */
  readonly refusals: readonly ErrorCode[];
  /** Share of the runs of its group, 1 unless told otherwise: parsers that are slow get less. */
  readonly share?: number;
}

/** What came of an input that a parser could live with. */
export type Verdict = 'taken' | 'refused';

/** What no parser may do. */
export class FuzzBreach extends Error {
  override readonly name = 'FuzzBreach';
}

/** Fails the input that is being read. */
export function requireTrue(condition: boolean, what: string): void {
  if (!condition) throw new FuzzBreach(what);
}

/** Reads one input; rejects with a `FuzzBreach` for an error that is not one of the refusals. */
export async function judge({ name, read, refusals }: Family, input: Input): Promise<Verdict> {
  try {
    return (await read(input)) ? 'taken' : 'refused';
  } catch (error) {
    if (error instanceof SealchartError && refusals.includes(error.code)) return 'refused';
    if (error instanceof FuzzBreach) throw error;
    const what = error instanceof SealchartError ? `another refusal: ${error.code}` : 'no typed error';
    throw new FuzzBreach(`${name}: ${what}: ${error instanceof Error ? (error.stack ?? error.message) : typeof error}`, { cause: error });
  }
}

/** The input of a family that reads text. */
export function textOf(input: Input): string {
  if (typeof input !== 'string') throw new TypeError('this family reads text');
  return input;
}

/** The input of a family that reads bytes. */
export function bytesOf(input: Input): Bytes {
  if (typeof input === 'string') throw new TypeError('this family reads bytes');
  return input;
}
