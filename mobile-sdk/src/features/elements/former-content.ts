import type { SealedContent } from '@sealchart/protocol';
import { SealchartError } from '@sealchart/protocol';
import type { FieldChange, FormerContent } from '../../client-api/history.ts';
import { differencesOf } from '../../fhir/differences.ts';
import { remarksOf, verifyAddenda } from './addenda.ts';
import type { Replay } from './chain-replay.ts';
import { replayChain } from './chain-replay.ts';
import type { Opening } from './content-opening.ts';
import { openContentAt, summaryOf } from './content-opening.ts';
import type { ElementsContext } from './context.ts';
import type { ProvenContent } from './kept-content.ts';

/** A former content, every proof checked. */
export async function openFormerContent(context: ElementsContext, elementId: string, contentVersion: number): Promise<FormerContent> {
  const { content, open, authoredAt } = await formerContent(context, elementId, contentVersion);
  const { schema, body, author } = content;
  const { title } = await summaryOf(content, open);
  const remarks = await remarksOf(context.session.instance.instanceId, content);
  return { elementId, contentVersion, schema, title, body, open, author: author.account, authoredAt, remarks };
}

/** Where two contents of one element differ. */
export async function compareContents(
  context: ElementsContext,
  elementId: string,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<FieldChange[]> {
  const replay = await replayChain(context, elementId);
  const before = await openReplayed(context, replay, from);
  const after = from === to ? before : await openReplayed(context, replay, to);
  return differencesOf({ ...before.content, open: before.open }, { ...after.content, open: after.open });
}

/**
 * A content of an element, the newest included, as its author sealed it: the chain is verified from the beginning, then the reader's
 * order of work is that of the newest. `E_NOT_FOUND` where no version brought it, `E_AUDIENCE` where this account was not among its
 * readers and has no history.
 */
export async function formerContent(context: ElementsContext, elementId: string, contentVersion: number): Promise<ProvenContent> {
  return openReplayed(context, await replayChain(context, elementId), contentVersion);
}

async function openReplayed(context: ElementsContext, replay: Replay, contentVersion: number): Promise<ProvenContent> {
  const { opening, authoredAt } = openingAt(replay, contentVersion);
  const sealed = await readContent(context.session, replay, contentVersion);
  const content = await openContentAt(context.session, opening, sealed);
  const { state, provenAddenda = 0 } = replay.newest;
  await verifyAddenda(context, { state, addenda: opening.addenda, provenAddenda }, content);
  return { content, open: sealed.open, authoredAt };
}

/** What a content of a verified chain is opened with. `E_NOT_FOUND`, `E_AUDIENCE`. */
export function openingAt(
  { versions, packets }: Replay,
  contentVersion: number,
): { readonly opening: Opening; readonly authoredAt: string } {
  const version = versions[contentVersion - 1];
  if (version?.value.kind !== 'content') throw new SealchartError('E_NOT_FOUND', { detail: `no content ${contentVersion}` });
  const named = packets.get(contentVersion);
  if (!named) throw new SealchartError('E_AUDIENCE', { detail: `content ${contentVersion} was not shared with you` });
  const { state, addenda, contentAt } = version.stored;
  return { opening: { place: state, addenda, packets: named }, authoredAt: contentAt };
}

/** The packets of one content. `E_NOT_FOUND`; for an element of the own record `E_INCOMPLETE`. */
export async function readContent(
  { api, account }: ElementsContext['session'],
  { newest: { state } }: Replay,
  contentVersion: number,
): Promise<SealedContent> {
  try {
    return await api.content(state.elementId, contentVersion);
  } catch (error) {
    const isMissing = error instanceof SealchartError && error.code === 'E_NOT_FOUND';
    if (!isMissing || state.recordId !== account.accountId) throw error;
    throw new SealchartError('E_INCOMPLETE', { detail: `content ${contentVersion} of the own record is withheld`, cause: error });
  }
}
