import { SealchartError, toB64u } from '@sealchart/protocol';
import type { FileSource, ImportOptions, ImportReport } from '../../client-api/exchange.ts';
import type { FhirEntry } from '../../fhir/items.ts';
import { syncElements } from '../../sync/sync.ts';
import { estimateOf, inBatches } from '../elements/batches.ts';
import type { ElementsContext } from '../elements/context.ts';
import type { ImportPolicy } from './entry-decision.ts';
import { changedEntry, decide } from './entry-decision.ts';
import { updateEntries } from './entry-update.ts';
import type { FileSurvey } from './file-survey.ts';
import { readSurveyed, surveyFile } from './file-survey.ts';
import { ImportJournal, journalKey, newJournal } from './import-journal.ts';
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
 * The record is synced first, so that what another device brought in is known; a dry run sends nothing and goes by the last sync.
 */
export async function importFhir(context: ElementsContext, file: FileSource, options: ImportOptions = {}): Promise<ImportReport> {
  const { session } = context;
  const survey = await surveyFile(file);
  const before = await session.store.get(journalKey(survey.fileHash), ImportJournal);
  const isResumed = before?.finished === false;
  const journal = isResumed ? before : newJournal(toB64u(session.ports.random.bytes(IMPORT_ID_OCTETS)), survey.fileHash);
  if (options.dryRun === true) return tryImport(context, file, { survey, journal, isResumed, policy: policyOf(options) });
  const run = new ImportRun(session, journal, { found: before });
  await runImport(context, run, { file, survey, options }).catch((error: unknown) => {
    throw interrupted(error, run, survey);
  });
  return reportOf(survey, run.journal, isResumed);
}

function policyOf({ identical = 'skip', changed = 'skip' }: ImportOptions): ImportPolicy {
  return { identical, changed };
}

/** A lost connection says how far the import has come, and that it can be taken up again. */
function interrupted(error: unknown, run: ImportRun, survey: FileSurvey): unknown {
  if (!(error instanceof SealchartError) || !['E_NETWORK', 'E_UNAVAILABLE'].includes(error.code)) return error;
  const detail = `${run.done} of ${survey.good} entries are confirmed; import the same file again, and it goes on where it stopped`;
  return new SealchartError(error.code, { detail, cause: error });
}

interface Job {
  readonly file: FileSource;
  readonly survey: FileSurvey;
  readonly options: ImportOptions;
}

/** While one batch is on its way the next is sealed; what is written down is never more than that ahead. */
async function runImport(context: ElementsContext, run: ImportRun, { file, survey, options }: Job): Promise<void> {
  const report = (): void => options.onProgress?.({ done: run.done, total: survey.good });
  report();
  await run.resume();
  await syncElements(context);
  const index = await ResourceIndex.of(context, run.journal.importId);
  let sending = Promise.resolve();
  for await (const entries of inBatches(wantedEntries(run, file, survey.fileHash), bytesOf)) {
    const { fresh, updates, ...decision } = await decide(index, entries, policyOf(options));
    const sealed = await run.seal(fresh);
    await sending;
    report();
    const { changed, refused } = await updateEntries(context, updates);
    const taken = entries.map((entry) => entry.index);
    const written = await run.writeDown(sealed, { ...decision, taken, refused, changed: inOrder([...decision.changed, ...changed]) });
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

const bytesOf = ({ body }: FhirEntry): number => estimateOf({ title: '', body });

const inOrder = <T extends { readonly index: number }>(items: readonly T[]): T[] => items.toSorted((a, b) => a.index - b.index);

interface Trial {
  readonly survey: FileSurvey;
  readonly journal: ImportJournal;
  readonly isResumed: boolean;
  readonly policy: ImportPolicy;
}

/** What an import of the whole file would do, by what this device knows. Keeps and sends nothing. */
async function tryImport(context: ElementsContext, file: FileSource, { survey, journal, isResumed, policy }: Trial): Promise<ImportReport> {
  const index = await ResourceIndex.of(context, journal.importId);
  let found = newJournal(journal.importId, survey.fileHash);
  const byType = new Map<string, number>();
  const all = new ImportRun(context.session, found);
  for await (const entries of inBatches(wantedEntries(all, file, survey.fileHash), bytesOf)) {
    const { fresh, updates, identical, provenance, changed } = await decide(index, entries, policy);
    for (const { resourceType } of fresh) byType.set(resourceType, (byType.get(resourceType) ?? 0) + 1);
    const named = [...changed, ...updates.map(({ entry, known }) => changedEntry(entry, known, 'nothing'))];
    found = {
      ...found,
      identical: found.identical + identical,
      provenance: found.provenance + provenance,
      changed: [...found.changed, ...inOrder(named).map((entry) => ({ ...entry, done: 'nothing' as const }))],
    };
  }
  return { ...reportOf(survey, found, isResumed), byType: Object.fromEntries([...byType].sort(([a], [b]) => (a < b ? -1 : 1))) };
}
