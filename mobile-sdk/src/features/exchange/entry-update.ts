import { SealchartError } from '@sealchart/protocol';
import type { Draft } from '../../client-api/elements.ts';
import { noteOf } from '../../fhir/note-document.ts';
import { summarizeResource } from '../../fhir/summary.ts';
import { updateElement } from '../edits/update.ts';
import { FHIR_SCHEMA, NOTE_SCHEMA } from '../elements/content-opening.ts';
import type { ElementsContext } from '../elements/context.ts';
import { knownElement } from '../elements/reading.ts';
import { attempt } from '../elements/refusal.ts';
import type { Update } from './entry-decision.ts';
import { changedEntry } from './entry-decision.ts';
import type { ChangedEntry, RefusedEntry } from './import-journal.ts';
import { refusedEntry } from './import-run.ts';

/** What came of new versions. */
export interface UpdatedEntries {
  readonly changed: readonly ChangedEntry[];
  readonly refused: readonly RefusedEntry[];
}

/** Makes the new versions, one after another. A refusal is a value and does not stop the others. */
export async function updateEntries(context: ElementsContext, updates: readonly Update[]): Promise<UpdatedEntries> {
  const changed: ChangedEntry[] = [];
  const refused: RefusedEntry[] = [];
  for (const update of updates) {
    const { entry, known } = update;
    const result = await attempt(async () => {
      const outcome = await updateElement(context, known.elementId, await draftOf(context, update));
      if (!outcome.ok) throw outcome.error;
    });
    changed.push(changedEntry(entry, known, result.ok ? 'updated' : 'refused'));
    if (!result.ok) refused.push(refusedEntry(entry.index, result.error));
  }
  return { changed, refused };
}

/** A note stays a note: its document is taken apart again. */
async function draftOf({ session }: ElementsContext, { entry, known }: Update): Promise<Draft> {
  const stored = await knownElement(session, known.elementId);
  if (stored?.summary?.schema !== NOTE_SCHEMA) {
    return { schema: `${FHIR_SCHEMA}${entry.resourceType}`, title: summarizeResource(entry.body).title, body: entry.body };
  }
  const note = noteOf(entry.body);
  if (!note) throw new SealchartError('E_FHIR', { detail: 'a note holds nothing but text' });
  return { schema: NOTE_SCHEMA, title: note.title, body: note.text };
}
