import { Inject, Injectable } from '@nestjs/common';
import type { ErasedState, EraseReceipt, ReceiptsRequest, ReceiptsResponse } from '@sealchart/protocol';
import { ERASE_RECEIPT, jcsBytes, toInstant, toSignedStatement } from '@sealchart/protocol';
import type { ClientSession } from 'mongoose';
import type { AppConfig } from '../../platform/config/app-config.ts';
import { APP_CONFIG } from '../../platform/config/app-config.ts';
import type { Instance } from '../../platform/instance/instance.ts';
import { INSTANCE } from '../../platform/instance/instance.ts';
import { InstanceSigner } from '../../platform/secrets/instance-signer.ts';
import { ElementContentsRepository } from './element-contents.repository.ts';
import { keysOfElement, versionKeysBelow } from './element-keys.ts';
import { ElementVersionsRepository } from './element-versions.repository.ts';
import type { DestroyedSoFar, ReceiptDocument } from './element.schema.ts';
import { ElementsRepository } from './elements.repository.ts';
import { KeyPacketsRepository } from './key-packets.repository.ts';
import type { ErasedElement } from './stored-element.ts';

/**
 * Bytes that one transaction destroys: at most some ten thousand documents. Larger ones outgrow the minute that MongoDB gives a
 * transaction, and the cache that must hold all it changes: they would fail again and again, and could never be erased.
 */
export const DESTROYED_AT_ONCE = 4 * 2 ** 20;

/** Destroys what elements held that their owners erased, and says what that was. */
@Injectable()
export class ElementErasures {
  constructor(
    @Inject(INSTANCE) private readonly instance: Instance,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    private readonly signer: InstanceSigner,
    private readonly heads: ElementsRepository,
    private readonly versions: ElementVersionsRepository,
    private readonly contents: ElementContentsRepository,
    private readonly keyPackets: KeyPacketsRepository,
  ) {}

  /**
   * Destroys contents, key packets and former manifests of elements whose heads this transaction has moved to their `erase`, and stores
   * a receipt with each. What it counts is what lies there now, not what ever came. Those that are too large for one transaction are
   * only marked: gives their ids, for `PendingErasures`.
   */
  async destroy(session: ClientSession, erased: readonly ErasedElement[], nowMs: number): Promise<readonly string[]> {
    const { small, large } = bySize(erased);
    await this.#destroySmall(session, small, nowMs);
    const erasedAt = new Date(nowMs);
    const destroyed = { versions: 0, keyPackets: 0, bytes: 0 };
    const marks = large.map(({ elementId }) => ({ elementId, erasedAt, destroyed }));
    if (marks.length > 0) await this.heads.markErased(session, marks);
    return large.map(({ elementId }) => elementId);
  }

  async #destroySmall(session: ClientSession, erased: readonly ErasedState[], nowMs: number): Promise<void> {
    if (erased.length === 0) return;
    const all = erased.map(({ elementId }) => keysOfElement(elementId));
    // One after the other: a transaction has one command at a time.
    const versions = await this.versions.destroy(
      session,
      erased.map(({ elementId, version }) => versionKeysBelow(elementId, version)),
    );
    const contents = await this.contents.destroy(session, all);
    const packets = await this.keyPackets.destroy(session, all);
    const marks = erased.map((state) => {
      const { elementId } = state;
      const sums = [versions, contents, packets].map((sum) => sum.get(elementId) ?? { documents: 0, bytes: 0 });
      const [manifests, , keyPackets] = sums.map(({ documents }) => documents);
      const bytes = sums.reduce((sum, part) => sum + part.bytes, 0);
      const destroyed = { versions: manifests ?? 0, keyPackets: keyPackets ?? 0, bytes };
      return { elementId, erasedAt: new Date(nowMs), receipt: this.receiptOf(state, destroyed, nowMs) };
    });
    await this.heads.markErased(session, marks);
  }

  /** Receipts of those of these elements that were erased from the caller's own record. */
  async receipts(accountId: string, { elementIds }: ReceiptsRequest): Promise<ReceiptsResponse> {
    const receipts = await this.heads.findReceipts(accountId, [...new Set(elementIds)]);
    return { receipts: receipts.map(({ statement, signature }) => toSignedStatement(statement, signature)) };
  }

  /** The instance's word for what it destroyed, at a time in milliseconds. */
  receiptOf({ elementId, recordId, version, manifestHash }: ErasedState, destroyed: DestroyedSoFar, atMs: number): ReceiptDocument {
    const receipt: EraseReceipt = {
      context: ERASE_RECEIPT,
      instance: this.instance.instanceId,
      elementId,
      recordId,
      version,
      eraseHash: manifestHash,
      destroyed: { ...destroyed, blobs: 0 },
      backupDays: this.config.backupDays,
      at: toInstant(atMs),
    };
    const statement = Buffer.from(jcsBytes(receipt));
    return { statement, signature: this.signer.sign(statement) };
  }
}

/** As many as one transaction bears; the others are large. */
function bySize(erased: readonly ErasedElement[]): { readonly small: readonly ErasedState[]; readonly large: readonly ErasedState[] } {
  let sum = 0;
  const isSmall = erased.map(({ bytes }) => {
    if (sum + bytes > DESTROYED_AT_ONCE) return false;
    sum += bytes;
    return true;
  });
  const states = erased.map(({ state }) => state);
  return { small: states.filter((_, i) => isSmall[i]), large: states.filter((_, i) => !isSmall[i]) };
}
