import { SealchartError } from '@sealchart/protocol';
import type { OnProgress, Outcome } from '../../client-api/edits.ts';
import type { ImportSummary, KeptElement, UndoReport } from '../../client-api/exchange.ts';
import { syncElements } from '../../sync/sync.ts';
import { TURN_ITEMS } from '../elements/batches.ts';
import type { ElementsContext } from '../elements/context.ts';
import { editMarks } from '../elements/edit-mark.ts';
import { elementIndex } from '../elements/element-index.ts';
import { mapInFlight } from '../elements/in-flight.ts';
import { knownElements } from '../elements/reading.ts';
import { signErase } from '../elements/seal.ts';
import type { ShownElement } from '../elements/stored-element.ts';
import { isShown } from '../elements/stored-element.ts';
import { sendWrites } from '../elements/writing.ts';
import { changedKeys } from './changed-entries.ts';
import { ImportJournal, JOURNALS, journalKey } from './import-journal.ts';
import { ImportRun } from './import-run.ts';
import { ownElements } from './proven-elements.ts';

type Kept = Pick<KeptElement, 'cause' | 'reason'>;

const KEPT = {
  changedByOther: { cause: 'changedByOther', reason: 'changed by somebody else since' },
  changed: { cause: 'changed', reason: 'changed since' },
  shared: { cause: 'shared', reason: 'shared since' },
  wasShared: { cause: 'wasShared', reason: 'was shared meanwhile' },
  waits: { cause: 'waits', reason: 'a change of yours waits on this device' },
} as const satisfies Record<string, Kept>;

/** Imports whose elements are still there, newest first; what the last sync knows, no network. Opens no entry of an element. */
export async function listImports(context: ElementsContext): Promise<ImportSummary[]> {
  const { account } = context.session;
  const journals = new Map((await journalsOf(context)).map((journal) => [journal.importId, journal]));
  const rows = await elementIndex(context.session).rows();
  const own = rows.filter(({ summary }) => summary.recordId === account.accountId);
  const imports = [...Map.groupBy(own, ({ broughtBy }) => broughtBy?.importId)].flatMap(([importId, brought]) => {
    if (importId === undefined) return [];
    const journal = journals.get(importId);
    return {
      importId,
      fileHash: brought.find(({ broughtBy }) => broughtBy?.fileHash)?.broughtBy?.fileHash ?? journal?.fileHash ?? '',
      elements: brought.length,
      unchanged: brought.filter(({ summary }) => summary.version === 1).length,
      importedAt: brought.map(({ summary }) => summary.authoredAt).reduce((first, at) => (at < first ? at : first)),
      ...(journal?.finished === false && { isUnfinished: true as const }),
    };
  });
  return imports.sort((a, b) => (a.importedAt > b.importedAt ? -1 : Number(a.importedAt < b.importedAt)));
}

/**
 * Erases what an import created and nobody changed or shared since; lists the rest with the reason. What an interrupted import left to be sent is
 * sent first, so that nothing of it comes in later; one that is under way stops (`E_CONFLICT`). The file can be imported again
 * afterwards. Each batch is a turn of its own, and goes by what is there then. `E_NOT_FOUND`.
 */
export async function undoImport(context: ElementsContext, importId: string, onProgress?: OnProgress): Promise<UndoReport> {
  // What is much comes in turns; what comes meanwhile is little.
  await syncElements(context);
  const elements = await context.inTurn((current) => endImport(current, importId));
  const kept: UndoReport['kept'][number][] = [];
  onProgress?.({ done: 0, total: elements.length });
  for (let i = 0; i < elements.length; i += TURN_ITEMS) {
    const batch = elements.slice(i, i + TURN_ITEMS);
    kept.push(...(await context.inTurn((current) => takeBack(current, batch))));
    onProgress?.({ done: i + batch.length, total: elements.length });
  }
  return { importId, erased: elements.length - kept.length, kept };
}

/** What is there of an import that is over now: its journal is gone, and nothing of it waits to be sent. */
async function endImport(context: ElementsContext, importId: string): Promise<ShownElement[]> {
  const { session } = context;
  const journal = (await journalsOf(context)).find((candidate) => candidate.importId === importId);
  if (journal) await new ImportRun(journal).resume(session);
  await syncElements(context);
  const elements = (await ownElements(context)).filter(({ summary }) => summary.source?.importId === importId);
  if (elements.length === 0 && !journal) throw new SealchartError('E_NOT_FOUND', { detail: 'no such import' });
  if (journal) await session.store.write({ remove: [journalKey(journal.fileHash), ...(await changedKeys(session, importId))] });
  return elements;
}

/** Erases those that are as they came in. Gives the others that are still there. */
async function takeBack({ session }: ElementsContext, batch: readonly ShownElement[]): Promise<UndoReport['kept']> {
  const marks = await editMarks(session);
  const wanted = await knownElements(
    session,
    batch.map(({ state }) => state.elementId),
  );
  // What others erased since the turn before is gone as it should be.
  const there = wanted.flatMap(({ known }) => (known && isShown(known) ? [known] : []));
  const reasons = new Map<string, Kept | undefined>(
    there.map((element) => {
      const { elementId } = element.state;
      const waits = marks.has(elementId) ? KEPT.waits : undefined;
      return [elementId, reasonToKeep(element, session.account.accountId) ?? waits];
    }),
  );
  const erasable = there.filter(({ state }) => reasons.get(state.elementId) === undefined);
  for (const outcome of await erase(session, erasable)) {
    if (!outcome.ok && outcome.error.code !== 'E_ERASED') reasons.set(outcome.elementId, refusalOf(outcome.error));
  }
  return there.flatMap(({ state: { elementId }, summary: { title } }) => {
    const reason = reasons.get(elementId);
    return reason === undefined ? [] : [{ elementId, title, ...reason }];
  });
}

/**
 * Ends elements as this device knows them: what somebody changes at the same moment has another version in this place, and stays. That
 * is why they are not read again, as another erase would.
 */
async function erase(session: ElementsContext['session'], elements: readonly ShownElement[]): Promise<Outcome[]> {
  return sendWrites(session, await mapInFlight(elements, (element) => signErase(session, element)));
}

function refusalOf({ code, message }: SealchartError): Kept {
  return code === 'E_CONFLICT' ? { cause: 'changed', reason: 'changed at this moment' } : { cause: 'refused', reason: message };
}

/** Why taking an import back leaves an element alone; undefined when it is as it came in. */
function reasonToKeep({ state }: ShownElement, accountId: string): Kept | undefined {
  if (state.contentAuthor.account !== accountId) return KEPT.changedByOther;
  if (state.content.contentVersion > 1) return KEPT.changed;
  if (state.audience.length > 1) return KEPT.shared;
  return state.version > 1 ? KEPT.wasShared : undefined;
}

async function journalsOf({ session }: ElementsContext): Promise<ImportJournal[]> {
  return [...(await session.store.getAll(JOURNALS, ImportJournal)).values()];
}
