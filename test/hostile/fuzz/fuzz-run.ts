import { fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from '@jest/globals';
import { printFigure } from '@sealchart/api/testing';
import { IS_LONG } from '../../stories/support/long-form.ts';
import type { FuzzReport, FuzzRequest } from './fuzz-process.ts';
import { readJournal } from './journal.ts';

/** Milliseconds of computing without a new input after which a parser counts as hanging: a hundred times what the slowest one takes. */
const HANG_MS = 20_000;
/** Milliseconds without a new input, computing or not, after which it waits for something that does not come: on a busy machine much is late. */
const WAIT_MS = 120_000;
const LOOK_EVERY_MS = 250;

/** MiB of JavaScript objects that a parser may hold; its inputs have less than one. */
const HEAP_MIB = 384;

/** Milliseconds that a group runs in the long form. */
const LONG_MS = Number(process.env['SEALCHART_FUZZ_MINUTES'] ?? 10) * 60_000;

/** Until when jest waits for a group. */
export const FUZZ_TIMEOUT_MS = IS_LONG ? LONG_MS * 2 + 120_000 : 180_000;

const PROCESS = fileURLToPath(new URL('fuzz-process.ts', import.meta.url));

/** A run that failed is repeated with the seed, and in a group with the path and the family, that it printed. */
const seed = Number(process.env['SEALCHART_SEED'] ?? Date.now() % 2 ** 31);
const path = process.env['SEALCHART_PATH'];
const family = process.env['SEALCHART_FAMILY'];

/** What is run, and how large it is. */
export interface GroupRun {
  readonly group: string;
  /** Inputs of each family in the short form. */
  readonly runs: number;
  readonly only?: string;
  readonly hangMs?: number;
  /** Not longer in the long form. */
  readonly isBounded?: true;
}

/** Runs a group of parsers in a process of its own; the journal's last input tells of one that hung or died. */
export async function runGroup({ group, runs, only = family, hangMs = HANG_MS, isBounded }: GroupRun): Promise<FuzzReport> {
  const folder = await mkdtemp(join(tmpdir(), 'sealchart-fuzz-'));
  const journal = join(folder, 'journal');
  const request: FuzzRequest = {
    group,
    runs,
    seed,
    journal,
    ...(IS_LONG && !isBounded ? { forMs: LONG_MS } : {}),
    ...(path === undefined ? {} : { path }),
    ...(only === undefined ? {} : { only }),
  };
  try {
    return await watch(request, hangMs);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Moment {
  readonly at: number;
  readonly computedMs: number;
}

/** Milliseconds that a process has computed, where the system tells (proc(5), fields 14 and 15, in hundredths); else those of the clock. */
function computedMs(pid: number | undefined): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return Date.now();
  }
}

function watch(request: FuzzRequest, hangMs: number): Promise<FuzzReport> {
  return new Promise((resolve) => {
    const child = fork(PROCESS, [JSON.stringify(request)], {
      execArgv: [`--max-old-space-size=${HEAP_MIB}`],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    let [report, lastWords]: [FuzzReport | undefined, string] = [undefined, ''];
    child.stderr?.on('data', (chunk: Buffer) => (lastWords = (lastWords + chunk.toString()).slice(-4_000)));
    child.on('message', (message) => (report = message as FuzzReport));
    const began = (): Moment => ({ at: Date.now(), computedMs: computedMs(child.pid) });
    let [count, since] = [0, began()];
    let isHanging = false;
    const look = setInterval(() => {
      const now = readJournal(request.journal)?.count ?? count;
      if (now !== count) [count, since] = [now, began()];
      const { at, computedMs: computed } = began();
      // Before the first input keys are made and servers started.
      isHanging = at - since.at > WAIT_MS || (count > 0 && computed - since.computedMs > hangMs);
      if (isHanging) child.kill('SIGKILL');
    }, LOOK_EVERY_MS);
    child.on('close', (code, signal) => {
      clearInterval(look);
      if (report) return resolve(report);
      const entry = readJournal(request.journal);
      const end = isHanging ? 'hung' : `ended with ${signal ?? code}`;
      resolve({
        families: [],
        cpuSeconds: 0,
        failures: [`${entry?.family ?? request.group} ${end} (seed ${request.seed}) at ${JSON.stringify(entry?.input)} ${lastWords}`],
      });
    });
  });
}

/** What is wrong with a run: what broke a parser, and parsers that took or refused every input, so that nothing is proven of them. */
export function problemsOf({ families, failures }: FuzzReport): string[] {
  return [
    ...failures,
    ...families.flatMap(({ family: name, failure }) => (failure === undefined ? [] : [`${name}: ${failure}`])),
    ...families.flatMap(({ family: name, taken, refused }) =>
      taken > 0 && refused > 0 ? [] : [`${name}: took ${taken} and refused ${refused}`],
    ),
  ];
}

/** Every parser of the group took or refused every input. */
export async function expectNothingBreaks(run: GroupRun): Promise<void> {
  const report = await runGroup(run);
  expect(problemsOf(report)).toEqual([]);
  const sum = (of: 'taken' | 'refused'): number => report.families.reduce((all, one) => all + one[of], 0);
  const inputs = `${sum('taken') + sum('refused')} inputs, ${sum('taken')} taken`;
  printFigure(
    `fuzzing: ${run.group}`,
    `${report.families.length} parsers`,
    inputs,
    '0 broke one',
    `${report.cpuSeconds.toFixed(1)} s`,
    `seed ${seed}`,
  );
}
