import type { ElementContent, ElementView } from '@sealchart/protocol';
import { SealchartError } from '@sealchart/protocol';
import type { OpenedElement } from '../../client-api.ts';
import type { AnchorProofs } from '../anchors/anchor-proofs.ts';
import { verifyView } from './chain-verification.ts';
import { openContent, summaryOf } from './content-opening.ts';
import type { ElementsContext } from './context.ts';
import { knownElement, readElement } from './reading.ts';
import type { ShownElement, StoredElement } from './stored-element.ts';
import { elementKey, toSummary } from './stored-element.ts';

/** An element with its content, every proof checked. */
export interface ProvenElement {
  readonly stored: ShownElement;
  readonly content: ElementContent;
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
  const content = await openContent(context.session, stored, view.content);
  return { stored: { ...stored, summary: summaryOf(content, view.content.open) }, content };
}

/** Reads, proves and opens one element; the device moves on to its newest version only after that. */
export async function openElement(context: ElementsContext, elementId: string): Promise<OpenedElement> {
  const { session } = context;
  const known = await knownElement(session, elementId);
  const proven = await proveElement(context, await readElement(session, { elementId, known }), known);
  await session.store.write({ put: new Map([[elementKey(elementId), proven.stored]]) });
  return toOpened(proven, session.account.accountId);
}

/** A proven element as hosts show it to the account. */
export function toOpened({ stored, content }: ProvenElement, accountId: string): OpenedElement {
  const fullUrl = content.source?.fullUrl;
  return {
    ...toSummary(stored, accountId),
    body: content.body,
    ...(fullUrl === undefined ? {} : { fullUrl }),
    sharedBy: stored.changedBy,
    remarks: [],
  };
}
