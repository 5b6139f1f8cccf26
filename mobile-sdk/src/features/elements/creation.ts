import { SealchartError, idOf } from '@sealchart/protocol';
import type { OnProgress, Outcome } from '../../client-api/edits.ts';
import type { Draft } from '../../client-api/elements.ts';
import { estimateOf, inBatches } from './batches.ts';
import type { ElementsContext } from './context.ts';
import { mapInFlight } from './in-flight.ts';
import { attempt } from './refusal.ts';
import type { NewContent, PendingWrite } from './seal.ts';
import { sealContent } from './seal.ts';
import { sendWrites } from './writing.ts';

/**
 * Adds new elements to the own record. One outcome each, in order; what is too large is `E_LIMIT` and does not stop the others.
 * Without the network they are sealed and wait for the next sync (`isWaiting`): they are not to be added again.
 */
export async function createElements({ session }: ElementsContext, drafts: readonly Draft[], onProgress?: OnProgress): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  let isLater = false;
  for await (const batch of inBatches(drafts, estimateOf)) {
    const sealed = await mapInFlight(batch, async (draft) => {
      const elementId = idOf('elm_', session.ports.random.bytes(16));
      const result = await attempt(() => sealNew(session, elementId, { open: {}, ...draft, addenda: [] }));
      return { elementId, result };
    });
    const writes = sealed.flatMap(({ result }) => (result.ok ? [result.value] : []));
    const answers = await sendWrites(session, writes, { isLater });
    const sent = new Map(answers.map((outcome) => [outcome.elementId, outcome]));
    isLater ||= answers.some((outcome) => outcome.ok && outcome.isWaiting === true);
    for (const { elementId, result } of sealed) {
      outcomes.push(result.ok ? sentOutcome(sent, elementId) : { elementId, ok: false, error: result.error });
    }
    onProgress?.({ done: outcomes.length, total: drafts.length });
  }
  return outcomes;
}

/** Seals a new element of the own record, readable by its owner alone. */
export function sealNew(session: ElementsContext['session'], elementId: string, content: NewContent): Promise<PendingWrite> {
  const readers = new Map([[session.account.accountId, session.identity.certificate]]);
  return sealContent(session, { elementId }, content, readers);
}

function sentOutcome(sent: ReadonlyMap<string, Outcome>, elementId: string): Outcome {
  const outcome = sent.get(elementId);
  if (!outcome) throw new SealchartError('E_ANSWER', { detail: 'no result for an element' });
  return outcome;
}
