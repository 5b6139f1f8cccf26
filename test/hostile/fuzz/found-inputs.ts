import { existsSync, readFileSync } from 'node:fs';
import { fromUtf8, utf8 } from '@sealchart/protocol';
import type { Input } from './family.ts';
import type { WrittenInput } from './input-text.ts';
import { readInput } from './input-text.ts';

/** An input that once broke a parser, or that would have; it is read by every run. */
export type FoundInput = WrittenInput & {
  /** Name of the family that reads it. */
  readonly family: string;
  /** What it did. */
  readonly why: string;
  /** Part of it stands so often behind one another: large inputs are not written down. */
  readonly repeated?: { readonly part: string; readonly times: number; readonly after: string };
};

/** The input itself. */
export function inputOf(found: FoundInput): Input {
  const input = readInput(found);
  if (!found.repeated) return input;
  const { part, times, after } = found.repeated;
  const text = typeof input === 'string' ? input : fromUtf8(input);
  const whole = text + part.repeat(times) + after;
  return typeof input === 'string' ? whole : utf8(whole);
}

/** The found inputs of a group. */
export function foundInputs(group: string): FoundInput[] {
  const file = new URL(`found/${group}.json`, import.meta.url);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as FoundInput[]) : [];
}
