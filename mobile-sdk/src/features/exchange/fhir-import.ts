import { FHIR_PROBLEMS, SealchartError, toB64u } from '@sealchart/protocol';
import type { FileSource, ImportOptions, ImportProblem, ImportReport } from '../../client-api.ts';
import type { FhirEntry, FhirProblem } from '../../fhir/items.ts';
import { estimateOf, inBatches } from '../elements/batches.ts';
import type { ElementsContext } from '../elements/context.ts';
import type { FileSurvey } from './file-survey.ts';
import { readSurveyed, surveyFile } from './file-survey.ts';
import { ImportJournal, journalKey } from './import-journal.ts';
import { ImportRun } from './import-run.ts';

const IMPORT_ID_OCTETS = 16;

/**
 * Imports a FHIR R4 bundle or resource into the own record: one element per resource, streamed, in batches. The first
 * pass surveys and hashes, the second seals and sends. Bad entries are named and left out. An import of the same file that was
 * interrupted is taken up where it stopped; one that was finished is `E_IMPORTED` unless `again`, or unless entries
 * were refused, which are then tried again. `E_FHIR` when the file as a whole cannot be read; then nothing is sent.
 */
export async function importFhir({ session }: ElementsContext, file: FileSource, options: ImportOptions = {}): Promise<ImportReport> {
  const survey = await surveyFile(file);
  const before = await session.store.get(journalKey(survey.fileHash), ImportJournal);
  const isResumed = before?.finished === false;
  const journal = isResumed ? before : emptyJournal(toB64u(session.ports.random.bytes(IMPORT_ID_OCTETS)), survey.fileHash);
  if (options.dryRun) return reportOf(survey, { ...journal, stored: {}, refused: [] }, isResumed, survey.counts);
  const run = new ImportRun(session, journal);
  await runImport(run, file, survey, options).catch((error: unknown) => {
    throw interrupted(error, run, survey);
  });
  return reportOf(survey, run.journal, isResumed, run.journal.stored);
}

/** A lost connection says how far the import has come, and that it can be taken up again. */
function interrupted(error: unknown, run: ImportRun, survey: FileSurvey): unknown {
  if (!(error instanceof SealchartError) || !['E_NETWORK', 'E_UNAVAILABLE'].includes(error.code)) return error;
  const detail = `${run.done} of ${survey.good} entries are confirmed; import the same file again, and it goes on where it stopped`;
  return new SealchartError(error.code, { detail, cause: error });
}

/** While one batch is on its way the next is sealed; what is written down is never more than that ahead. */
async function runImport(run: ImportRun, file: FileSource, survey: FileSurvey, { onProgress }: ImportOptions): Promise<void> {
  const report = (): void => onProgress?.({ done: run.done, total: survey.good });
  report();
  await run.resume();
  let sending = Promise.resolve();
  for await (const entries of inBatches(wantedEntries(run, file, survey.fileHash), (entry) =>
    estimateOf({ title: '', body: entry.body }),
  )) {
    const sealed = await run.seal(entries);
    await sending;
    report();
    const written = await run.writeDown(sealed);
    sending = written ? run.send(written) : Promise.resolve();
    // It is awaited above or below; a failure in between must not count as unhandled.
    sending.catch(() => undefined);
  }
  await sending;
  await run.finish();
  report();
}

async function* wantedEntries(run: ImportRun, file: FileSource, fileHash: string): AsyncGenerator<FhirEntry, void, void> {
  for await (const item of readSurveyed(file, fileHash)) if (item.kind === 'entry' && run.isWanted(item.index)) yield item;
}

function emptyJournal(importId: string, fileHash: string): ImportJournal {
  return { importId, fileHash, next: 0, stored: {}, refused: [], outbox: [], batch: 0, finished: false };
}

function reportOf(survey: FileSurvey, journal: ImportJournal, resumed: boolean, byType: Readonly<Record<string, number>>): ImportReport {
  const refused: ImportProblem[] = journal.refused.map(({ index, message }) => ({ index, path: `entry[${index}]`, message }));
  const problems = [...survey.problems.map(toProblem), ...refused].sort((a, b) => (a.index ?? -1) - (b.index ?? -1));
  return {
    importId: journal.importId,
    fileHash: journal.fileHash,
    total: survey.source.items,
    identical: 0,
    changed: [],
    updated: 0,
    provenance: 0,
    imported: Object.values(journal.stored).reduce((sum, count) => sum + count, 0),
    byType,
    problems: problems.slice(0, FHIR_PROBLEMS),
    problemCount: survey.problemCount + refused.length,
    resumed,
  };
}

function toProblem({ index, path, reason }: FhirProblem): ImportProblem {
  return { ...(index === undefined ? {} : { index }), path, message: reason };
}
