import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import type { Family, Input, Verdict } from './family.ts';
import { FuzzBreach, judge } from './family.ts';
import type { FoundInput } from './found-inputs.ts';
import { inputOf } from './found-inputs.ts';
import { writeInput } from './input-text.ts';
import type { Journal } from './journal.ts';

/** How long to go on, and where to begin. */
export interface FuzzOptions {
  /** Inputs of a family whose share is 1. */
  readonly runs: number;
  /** Milliseconds for all families of the group instead, by their shares. */
  readonly forMs?: number;
  readonly seed: number;
  /** Of a run that failed: leads back to its input. */
  readonly path?: string;
  /** The one family to run. */
  readonly only?: string;
}

/** What came of one family. */
export interface FamilyReport {
  readonly family: string;
  readonly taken: number;
  readonly refused: number;
  /** Seed, path, input and message of what broke it. */
  readonly failure?: string;
}

/** Bytes that reading one input may add to the largest size of the process: the bound of the threat model for bombs, and as much again for what the collector leaves lying. */
const MOST_GROWTH = 128 * 2 ** 20;

/** Runs between two looks at what else goes on in the process: without them a rejection that nobody handles is noticed late. */
const RUNS_PER_LOOK = 50;

/**
 * The largest size that this process ever had, in bytes: on Linux what proc(5) says of its memory, because getrusage(2) begins with the
 * size of the process that started it.
 */
function largestSize(): number {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS * 1024;
  const [, kibibytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  return Number(kibibytes) * 1024;
}

const nextTurn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

/** Reads an input with all that is demanded of a parser but an end in time, which the process around this one demands. */
async function readOnce(family: Family, input: Input, journal: Journal): Promise<Verdict> {
  journal.begin(family.name, input);
  const before = largestSize();
  const verdict = await judge(family, input);
  const growth = largestSize() - before;
  if (growth > MOST_GROWTH) throw new FuzzBreach(`${family.name}: took ${Math.round(growth / 2 ** 20)} MiB`);
  return verdict;
}

/** Reads so many inputs of one family, until one breaks it; what fails is made as small as it can be. */
export async function fuzzFamily(
  family: Family,
  journal: Journal,
  options: FuzzOptions & { readonly shares: number },
): Promise<FamilyReport> {
  const counts: Record<Verdict, number> = { taken: 0, refused: 0 };
  const share = family.share ?? 1;
  const property = fc.asyncProperty(family.inputs, async (input) => {
    counts[await readOnce(family, input, journal)] += 1;
    if ((counts.taken + counts.refused) % RUNS_PER_LOOK === 0) await nextTurn();
  });
  const { seed, path, forMs } = options;
  const limit =
    forMs === undefined
      ? { numRuns: Math.ceil(options.runs * share) }
      : { numRuns: Number.MAX_SAFE_INTEGER, interruptAfterTimeLimit: (forMs * share) / options.shares, markInterruptAsFailure: false };
  const details = await fc.check(property, { seed, ...(path === undefined ? {} : { path }), ...limit });
  await nextTurn();
  const report = { family: family.name, ...counts };
  if (!details.failed) return report;
  const [input] = details.counterexample ?? [];
  const cause = details.errorInstance;
  const message = cause instanceof Error ? cause.message : 'no error';
  const written = input === undefined ? '' : JSON.stringify(writeInput(input));
  return { ...report, failure: `SEALCHART_SEED=${details.seed} SEALCHART_PATH=${details.counterexamplePath} ${written} ${message}` };
}

/** Reads what was found before. */
export async function readFound(families: readonly Family[], found: readonly FoundInput[], journal: Journal): Promise<string[]> {
  const failures: string[] = [];
  for (const one of found) {
    const family = families.find(({ name }) => name === one.family);
    try {
      if (!family) throw new FuzzBreach('no such family');
      await readOnce(family, inputOf(one), journal);
    } catch (error) {
      failures.push(`${one.family}: ${one.why}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return failures;
}
