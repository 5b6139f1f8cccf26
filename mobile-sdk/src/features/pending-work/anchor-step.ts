import { ANCHOR_EXCEPTIONS, BATCH_ITEMS, SealchartError } from '@sealchart/protocol';
import type { AnchorLeaf } from '@sealchart/protocol';
import type { OnProgress, SyncReport } from '../../client-api/edits.ts';
import type { UnlockedSession } from '../../session/unlocked-session.ts';
import { syncElements } from '../../sync/sync.ts';
import type { ElementsContext } from '../elements/context.ts';
import { knownElements } from '../elements/reading.ts';
import { newestAnchor, verifiedVersions, writeAnchor } from './own-anchor.ts';
import { settleAnchor } from './steps.ts';

/** Tries when the record changes while an anchor is made. */
const ROUNDS = 4;

/**
 * Vouches with the current key for what this device verified of the own record, so that devices and readers to whom it is new believe
 * it although its key was given up. `E_LIMIT` when more was refused than an anchor may leave out, `E_CONFLICT` when the record
 * never stood still. `report` is that of a sync that has just ended.
 *
 * [Note: Who vouches] A device vouches only for versions that it verified while their key still counted, or that an earlier anchor
 * covers. Devices know different parts of a record, so an anchor may leave out what another device could vouch for: each device
 * looks once after each compromise whether all that it verified is covered, and if not makes the next anchor, over that and what
 * it knows from the one before. A device to which all is new has nothing to say and leaves the step to the others.
 */
export async function anchorRecord(context: ElementsContext, onProgress?: OnProgress, report?: SyncReport): Promise<void> {
  const { session } = context;
  let synced = report;
  for (let round = 1; ; round += 1) {
    synced ??= await syncElements(context, onProgress);
    const without = await notVouchedFor(session, synced);
    const versions = await verifiedVersions(session, without);
    const newest = await newestAnchor(session);
    const inQuestion = versions.filter((version) => !version.isBelieved);
    if (inQuestion.length === 0 && without.size > 0 && !newest?.isGood) return;
    if (inQuestion.length === 0 || (newest?.isGood && (await areCovered(session, inQuestion)))) return settleAnchor(session);
    // What is only counted cannot be named as left out.
    if (without.size > ANCHOR_EXCEPTIONS || (synced.refusedMore ?? 0) > 0) {
      throw new SealchartError('E_LIMIT', { detail: `an anchor leaves out at most ${ANCHOR_EXCEPTIONS} elements` });
    }
    try {
      await writeAnchor(session, newest, versions, without);
      return await settleAnchor(session);
    } catch (error) {
      if (!(error instanceof SealchartError) || error.code !== 'E_CONFLICT' || round === ROUNDS) throw error;
      synced = undefined;
    }
  }
}

/** Elements that the sync refused, less those that are known to be of another record. */
async function notVouchedFor(session: UnlockedSession, { refused }: SyncReport): Promise<ReadonlySet<string>> {
  const items = await knownElements(
    session,
    refused.map(({ elementId }) => elementId),
  );
  const isForeign = (recordId: string | undefined): boolean => recordId !== undefined && recordId !== session.account.accountId;
  return new Set(items.filter(({ known }) => !isForeign(known?.state.recordId)).map(({ elementId }) => elementId));
}

/**
 * Whether the server has a proof for each. What a proof proves is for readers to check: a server that does not want an anchor can
 * refuse to keep it just as well.
 */
async function areCovered({ api }: UnlockedSession, versions: readonly AnchorLeaf[]): Promise<boolean> {
  for (let i = 0; i < versions.length; i += BATCH_ITEMS) {
    const elementIds = versions.slice(i, i + BATCH_ITEMS).map(({ elementId }) => elementId);
    const proven = new Set((await api.anchorProofs({ elementIds })).proofs.map((proof) => proof.elementId));
    if (!elementIds.every((elementId) => proven.has(elementId))) return false;
  }
  return true;
}
