import type { ElementContent, ElementView, OpenFields } from '@sealchart/protocol';
import { SealchartError } from '@sealchart/protocol';
import type { OpenedElement } from '../../client-api/elements.ts';
import type { AnchorProofs } from '../anchors/anchor-proofs.ts';
import { remarksOf, verifyAddenda } from './addenda.ts';
import { verifyView } from './chain-verification.ts';
import { openContent, summaryOf } from './content-opening.ts';
import type { ElementsContext } from './context.ts';
import { requireNotErased } from './erased-element.ts';
import { keepContent, keptContent } from './kept-content.ts';
import { requireReader } from './manifest-checks.ts';
import { knownElement, readElement } from './reading.ts';
import { isUnseen, seenMarksOf } from './seen.ts';
import type { ShownElement, StoredElement } from './stored-element.ts';
import { elementKey, toSummary } from './stored-element.ts';

/** An element with its content, every proof checked. */
export interface ProvenElement {
  readonly stored: ShownElement;
  readonly content: ElementContent;
  readonly open: OpenFields;
}

/** The whole of a reader's order of work on what a server sent with content. Keeps nothing itself. */
export async function proveElement(
  context: ElementsContext,
  view: ElementView,
  known: StoredElement | undefined,
  proofs?: AnchorProofs,
): Promise<ProvenElement> {
  const stored = await verifyView(context, view, known, proofs);
  if (!view.content) throw new SealchartError('E_INCOMPLETE', { detail: 'content is missing' });
  const { open } = view.content;
  const content = await openContent(context.session, stored, view.content);
  await verifyAddenda(context, stored, content);
  const proven = content.addenda.length === 0 ? stored : { ...stored, provenAddenda: content.addenda.length };
  return { stored: { ...proven, summary: await summaryOf(content, open) }, content, open };
}

/** Milliseconds that a person waits for the server where this device has the content: what a slow mobile network needs. */
const KEPT_PATIENCE_MS = 4_000;

/**
 * Reads, proves and opens one element; the device moves on to its newest version only after that, and keeps the content with it. Where
 * the server cannot be reached it is shown as this device opened it last. `E_ERASED`, `E_AUDIENCE` once the own access has ended.
 */
export async function openElement(context: ElementsContext, elementId: string): Promise<OpenedElement> {
  const { session } = context;
  await requireNotErased(session, elementId);
  const known = await knownElement(session, elementId);
  const kept = known && (await keptElement(session, known));
  try {
    const view = await readElement(session, { elementId, known }, kept ? { patienceMs: KEPT_PATIENCE_MS } : {});
    const proven = await proveElement(context, view, known);
    await keepProven(session, proven);
    return await toOpened(session, proven);
  } catch (error) {
    if (!kept || !isUnreachable(error)) throw error;
    requireReader(kept.stored.state, session.account.accountId, session.ports.clock.now());
    return { ...(await toOpened(session, kept)), isOffline: true };
  }
}

/** Keeps a proven element with its content: one write, so that they never tell of two versions. */
export async function keepProven({ store }: ElementsContext['session'], { stored, content, open }: ProvenElement): Promise<void> {
  const { key, value } = keepContent({ content, open, authoredAt: stored.contentAt });
  const put: [string, unknown][] = [
    [elementKey(stored.state.elementId), stored],
    [key, value],
  ];
  await store.write({ put: new Map(put) });
}

function isUnreachable(error: unknown): boolean {
  return error instanceof SealchartError && (error.code === 'E_NETWORK' || error.code === 'E_UNAVAILABLE');
}

/** What this device opened or wrote last, where that is the newest version that it verified. */
async function keptElement(
  session: ElementsContext['session'],
  known: StoredElement,
): Promise<Pick<ProvenElement, 'stored' | 'content'> | undefined> {
  const kept = await keptContent(session, known.state.elementId);
  if (known.gone || kept?.content.contentVersion !== known.state.content.contentVersion) return undefined;
  return { stored: { ...known, summary: await summaryOf(kept.content, kept.open) }, content: kept.content };
}

/** A proven element as hosts show it to the account. */
export async function toOpened(
  session: Pick<ElementsContext['session'], 'account' | 'instance' | 'store'>,
  { stored, content }: Pick<ProvenElement, 'stored' | 'content'>,
): Promise<OpenedElement> {
  const { accountId } = session.account;
  const summary = toSummary(stored, accountId);
  const fullUrl = content.source?.fullUrl;
  const isNew = isUnseen(summary, accountId, await seenMarksOf(session, summary.elementId));
  return {
    ...summary,
    ...(isNew ? { isUnseen: true } : {}),
    body: content.body,
    ...(fullUrl === undefined ? {} : { fullUrl }),
    sharedBy: stored.changedBy,
    remarks: await remarksOf(session.instance.instanceId, content),
  };
}
