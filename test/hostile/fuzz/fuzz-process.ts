// One group of parsers in a process of its own, whose end and size its parent watches. Argument: what is asked, as JSON.
import type { Family } from './family.ts';
import { foundInputs } from './found-inputs.ts';
import type { FamilyReport, FuzzOptions } from './fuzz-loop.ts';
import { fuzzFamily, readFound } from './fuzz-loop.ts';
import { GROUPS } from './groups.ts';
import { Journal } from './journal.ts';

/** What the parent asks for. */
export interface FuzzRequest extends FuzzOptions {
  readonly group: string;
  readonly journal: string;
}

/** What the parent is told. */
export interface FuzzReport {
  readonly families: readonly FamilyReport[];
  /** Inputs found before that break a parser again, and what nobody handled. */
  readonly failures: readonly string[];
  /** Seconds of one core. */
  readonly cpuSeconds: number;
}

const request = JSON.parse(process.argv[2] ?? '') as FuzzRequest;
const journal = new Journal(request.journal);
const unhandled: string[] = [];
process.on('unhandledRejection', (reason) =>
  unhandled.push(`nobody handled: ${reason instanceof Error ? (reason.stack ?? reason.message) : String(reason)}`),
);

const group = GROUPS[request.group];
if (!group) throw new Error(`no group ${request.group}`);
const { families: all, close } = await group();
const families: readonly Family[] = all.filter(({ name }) => request.only === undefined || name === request.only);
const shares = families.reduce((sum, { share }) => sum + (share ?? 1), 0);
const failures = await readFound(
  families,
  foundInputs(request.group).filter(({ family }) => request.only === undefined || family === request.only),
  journal,
);
const reports: FamilyReport[] = [];
for (const family of families) reports.push(await fuzzFamily(family, journal, { ...request, shares }));
await close?.();
journal.close();
const { user, system } = process.cpuUsage();
const report: FuzzReport = { families: reports, failures: [...failures, ...unhandled], cpuSeconds: (user + system) / 1e6 };
// By hand, without a parent, it is printed.
if (process.send) process.send(report, () => process.exit(0));
else process.stdout.write(`${JSON.stringify(report, undefined, 1)}\n`, () => process.exit(0));
