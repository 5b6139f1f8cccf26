import {
  ELEMENT_MANIFEST,
  ElementId,
  ElementManifest,
  Hash,
  SealchartError,
  SignedStatement,
  parseStatement,
  verifyStatement,
} from '@sealchart/protocol';
import * as z from 'zod/mini';
import type { ElementsContext } from '../features/elements/context.ts';
import { requireElement } from '../features/elements/manifest-checks.ts';
import { knownElement } from '../features/elements/reading.ts';
import { StoredElement } from '../features/elements/stored-element.ts';

/** Where the sealed store keeps what a server showed in the place of something else. */
const EVIDENCE = 'evidence/';

/** Elements of which evidence is kept: enough to prove what a server does, and no way to fill a device. */
const ELEMENTS_WITH_EVIDENCE = 100;

/** Statements from the disputed place on: the one there, and one that may hang on another than it. */
const STATEMENTS = 2;

/** Two histories of one element: what this device verified, and what the server showed later. */
export const Evidence = z.strictObject({
  elementId: ElementId,
  verified: StoredElement.shape.state,
  /** Newest version that the server named. */
  newest: z.int(),
  /** What it showed from the verified version on, signed as it came. */
  shown: z.array(z.strictObject({ hash: Hash, signed: SignedStatement })),
});
export type Evidence = z.infer<typeof Evidence>;

/** Key of the evidence of one element in the sealed store. */
export function evidenceKey(elementId: string): string {
  return `${EVIDENCE}${elementId}`;
}

/**
 * Entries that keep both sides of elements that were refused with `E_ROLLBACK`, for whoever has to show later what the server did. The
 * first evidence of an element stays. What cannot be fetched is left out: the refusal itself does not depend on it.
 */
export async function evidenceOf(context: ElementsContext, refused: ReadonlyMap<string, SealchartError>): Promise<Map<string, Evidence>> {
  const { store } = context.session;
  const disputed = [...refused].filter(([, { code }]) => code === 'E_ROLLBACK').map(([elementId]) => elementId);
  if (disputed.length === 0) return new Map();
  const held = await store.getAll(EVIDENCE, Evidence);
  const entries = new Map<string, Evidence>();
  for (const elementId of disputed) {
    const key = evidenceKey(elementId);
    if (held.has(key) || held.size + entries.size >= ELEMENTS_WITH_EVIDENCE) continue;
    const evidence = await fetchEvidence(context, elementId).catch(ignored);
    if (evidence) entries.set(key, evidence);
  }
  return entries;
}

/** A server that contradicts itself may not want to be asked, either: the refusal stands without it. */
function ignored(error: unknown): undefined {
  if (!(error instanceof SealchartError)) throw error;
}

/** Only what its author signed about this element proves anything: what a server makes up would stand in the place of what it did. */
async function fetchEvidence({ session, directory }: ElementsContext, elementId: string): Promise<Evidence | undefined> {
  const known = await knownElement(session, elementId);
  if (!known) return undefined;
  const { chain, newest } = await session.api.element(elementId, known.state.version - 1);
  const shown: Evidence['shown'] = [];
  for (const signed of chain.slice(0, STATEMENTS)) {
    const manifest = await parseStatement(ElementManifest, ELEMENT_MANIFEST, session.instance.instanceId, signed);
    requireElement(manifest.value, elementId);
    await verifyStatement(manifest, (await directory.signer(manifest.value.author)).certificate);
    shown.push({ hash: manifest.hash, signed });
  }
  return { elementId, verified: known.state, newest, shown };
}
