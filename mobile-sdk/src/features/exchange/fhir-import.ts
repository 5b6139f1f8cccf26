import { BATCH_ITEMS, SealchartError, toB64u } from '@sealchart/protocol';
import type { FileSource, ImportOptions, ImportReport } from '../../client-api/exchange.ts';
import type { FhirEntry } from '../../fhir/items.ts';
import { estimateOf, inBatches } from '../elements/batches.ts';
import type { ElementsContext } from '../elements/context.ts';
import { changedEntries } from './changed-entries.ts';
import type { ImportPolicy } from './entry-decision.ts';
import { changedEntry, decide } from './entry-decision.ts';
import { EntryIntake, inOrder } from './entry-intake.ts';
import type { FileSurvey } from './file-survey.ts';
import { readSurveyed, surveyFile } from './file-survey.ts';
import { ImportCourse } from './import-course.ts';
import type { ChangedEntry } from './import-journal.ts';
import { ImportJournal, addedCounts, journalKey, newJournal } from './import-journal.ts';
import { reportOf } from './import-report.ts';
import { ImportRun } from './import-run.ts';
import { ResourceIndex } from './resource-index.ts';

const IMPORT_ID_OCTETS = 16;

/**
 * Imports a FHIR R4 bundle, resource or NDJSON file into the own record: one element per resource, streamed, in batches. The first
 * pass surveys and hashes, the second seals and sends. Bad entries are named and left out; what is there already is skipped, and what is
 * there with other content is done as `changed` says: see [Note: Names of resources]. An import of the same file that was
 * interrupted is taken up where it stopped. `E_FHIR` when the file as a whole cannot be read; then nothing is sent.
 *
 * The record is synced first, so that what another device brought in is known; a dry run sends nothing and goes by the last sync. Each
 * batch is a turn of its own: others act in between, and may lock the account (`E_LOCKED`). `E_CANCELLED`, see `ImportOptions.signal`.
 * Whatever stops an import, what was written down stays, and the same file goes on from there.
 */
export async function importFhir(context: ElementsContext, file: FileSource, options: ImportOptions = {}): Promise<ImportReport> {
  const course = new ImportCourse(options, file.size);
  course.requireWanted();
  course.report();
  const followed = course.follow(file);
  const survey = await surveyFile(followed);
  const begun = await context.inTurn(({ session }) => beginning(session, survey));
  const job: Job = { ...begun, file: followed, survey, course, policy: policyOf(options), batchItems: batchItemsOf(options) };
  if (options.dryRun === true) return tryImport(context, job);
  const run = new ImportRun(job.journal, { found: job.before });
  try {
    const isWhole = await runImport(context, run, job);
    const changed = await context.inTurn(async ({ session }) => {
      const entries = await changedEntries(session, run.journal);
      if (isWhole) await run.finish(session);
      return entries;
    });
    course.report(run.done);
    return reportOf(survey, run.journal, changed, { isResumed: job.isResumed, isCancelled: !isWhole });
  } catch (error) {
    throw interrupted(error, run, survey);
  }
}

interface Beginning {
  /** What an earlier import of this file left. */
  readonly before: ImportJournal | undefined;
  /** That of an interrupted one, or a new one. */
  readonly journal: ImportJournal;
  readonly isResumed: boolean;
}

interface Job extends Beginning {
  readonly file: FileSource;
  readonly survey: FileSurvey;
  readonly course: ImportCourse;
  readonly policy: ImportPolicy;
  readonly batchItems: number;
}

async function beginning({ store, ports }: ElementsContext['session'], { fileHash }: FileSurvey): Promise<Beginning> {
  const before = await store.get(journalKey(fileHash), ImportJournal);
  if (before?.finished === false) return { before, journal: before, isResumed: true };
  return { before, journal: newJournal(toB64u(ports.random.bytes(IMPORT_ID_OCTETS)), fileHash), isResumed: false };
}

function policyOf({ identical = 'skip', changed = 'skip' }: ImportOptions): ImportPolicy {
  return { identical, changed };
}

function batchItemsOf({ batchItems = BATCH_ITEMS }: ImportOptions): number {
  return Math.min(Math.max(batchItems, 1), BATCH_ITEMS);
}

/** A lost connection or session, or a tab that keeps the others waiting, says how far the import has come, and that it can be taken up again. */
function interrupted(error: unknown, run: ImportRun, survey: FileSurvey): unknown {
  if (!(error instanceof SealchartError) || !['E_NETWORK', 'E_UNAVAILABLE', 'E_UNAUTHENTICATED', 'E_BUSY'].includes(error.code))
    return error;
  const detail = `${run.done} of ${survey.good} entries are confirmed; import the same file again, and it goes on where it stopped`;
  return new SealchartError(error.code, { detail, cause: error });
}

/** While one batch is on its way the next is sealed; what is written down is never more than that ahead. False when it was cancelled. */
async function runImport(context: ElementsContext, run: ImportRun, { file, survey, course, policy, batchItems }: Job): Promise<boolean> {
  course.enter('comparing', { done: run.done, total: survey.good });
  if (!(await course.mayGoOn())) return false;
  const intake = await EntryIntake.begin(context, run, policy);
  course.enter('sealing', { done: run.done, total: survey.good });
  let taking = Promise.resolve();
  for await (const entries of inBatches(wantedEntries(run, file, survey.fileHash), bytesOf, batchItems)) {
    const prepared = await intake.prepare(entries, () => course.addSealed());
    await taking;
    course.report(run.done);
    if (!(await course.mayGoOn())) return false;
    taking = intake.take(entries, prepared);
    // It is awaited above or below; a failure in between must not count as unhandled.
    taking.catch(() => undefined);
  }
  await taking;
  return true;
}

async function* wantedEntries(run: ImportRun, file: FileSource, fileHash: string): AsyncGenerator<FhirEntry, void, void> {
  for await (const item of readSurveyed(file, fileHash)) if (item.kind === 'entry' && run.isWanted(item.index)) yield item;
}

const bytesOf = ({ body }: FhirEntry): number => estimateOf({ title: '', body });

/** What an import of the whole file would do, by what this device knows. Keeps and sends nothing. */
async function tryImport(context: ElementsContext, { file, survey, journal, isResumed, policy, course }: Job): Promise<ImportReport> {
  const index = await context.inTurn((current) => ResourceIndex.of(current, journal.importId));
  let found = newJournal(journal.importId, survey.fileHash);
  const all: ChangedEntry[] = [];
  let byType: Record<string, number> = {};
  const run = new ImportRun(found);
  for await (const entries of inBatches(wantedEntries(run, file, survey.fileHash), bytesOf)) {
    course.requireWanted();
    const { fresh, updates, identical, provenance, changed } = await decide(index, entries, policy);
    byType = addedCounts(byType, fresh);
    const named = [...changed, ...updates.map(({ entry, known }) => changedEntry(entry, known, 'nothing'))];
    found = {
      ...found,
      identical: found.identical + identical.length,
      identicalByType: addedCounts(found.identicalByType, identical),
      provenance: found.provenance + provenance,
    };
    all.push(...inOrder(named).map((entry) => ({ ...entry, done: 'nothing' as const })));
  }
  const report = reportOf(survey, found, all, { isResumed, isCancelled: false });
  return { ...report, byType: Object.fromEntries(Object.entries(byType).sort(([a], [b]) => (a < b ? -1 : 1))) };
}
