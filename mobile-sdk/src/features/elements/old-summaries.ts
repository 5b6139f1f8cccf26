import { SealchartError } from '@sealchart/protocol';
import { AnchorProofs } from '../anchors/anchor-proofs.ts';
import { FHIR_SCHEMA, NOTE_SCHEMA } from './content-opening.ts';
import type { ElementsContext } from './context.ts';
import { elementIndex } from './element-index.ts';
import { mapInFlight } from './in-flight.ts';
import { isListed } from './listing.ts';
import { proveElement } from './opening.ts';
import { inPageTurns } from './page-turns.ts';
import type { ReadPage } from './reading.ts';
import { knownElement } from './reading.ts';
import { attempt } from './refusal.ts';
import { elementKey } from './stored-element.ts';

/** Elements of an older release that one sync opens anew: a person does not notice them. */
const MOST = 200;

/**
 * What an older release kept of an element has neither facts nor a text to find it by. Opens some of those anew, in turns, and keeps
 * what lists show of them now. A courtesy: what cannot be read or proven stays as it is, and no sync fails by it.
 */
export async function renewOldSummaries(context: ElementsContext): Promise<void> {
  try {
    const elementIds = await context.inTurn(oldElements);
    for await (const _page of inPageTurns(context, { elementIds, content: true }, renewPage));
  } catch (error) {
    if (!(error instanceof SealchartError)) throw error;
  }
}

async function oldElements({ session }: ElementsContext): Promise<string[]> {
  const { ports } = session;
  const rows = await elementIndex(session).rows();
  const old = rows.filter((row) => !row.hasText && isListed(row, ports.clock.now()) && hasTexts(row.summary.schema));
  // Begins anywhere: what fails does not keep the others waiting.
  const [octet = 0] = ports.random.bytes(1);
  const start = Math.floor((octet / 256) * old.length);
  return [...old.slice(start), ...old.slice(0, start)].slice(0, MOST).map(({ summary }) => summary.elementId);
}

const hasTexts = (schema: string): boolean => schema === NOTE_SCHEMA || schema.startsWith(FHIR_SCHEMA);

async function renewPage(context: ElementsContext, { views }: ReadPage): Promise<void> {
  const { session } = context;
  const proofs = new AnchorProofs(context, [...views.keys()]);
  const renewed = await mapInFlight([...views.values()], async (view) => {
    const known = await knownElement(session, view.elementId);
    const proven = await attempt(() => proveElement(context, view, known, proofs));
    return proven.ok ? [[elementKey(view.elementId), proven.value.stored] as const] : [];
  });
  const put = new Map(renewed.flat());
  if (put.size > 0) await session.store.write({ put });
}
