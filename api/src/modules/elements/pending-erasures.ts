import { setTimeout as pause } from 'node:timers/promises';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { ClientSession, Connection } from 'mongoose';
import { Clock } from '../../platform/clock.ts';
import type { ByteSum } from '../../platform/database/byte-sums.ts';
import { RECORDS } from '../../platform/database/connections.ts';
import { inTransaction } from '../../platform/database/transaction.ts';
import { OperatorLog } from '../../platform/operator-log.ts';
import { ElementContentsRepository } from './element-contents.repository.ts';
import { ElementErasures } from './element-erasures.ts';
import { keysOfElement, versionKeysBelow } from './element-keys.ts';
import { ElementVersionsRepository } from './element-versions.repository.ts';
import type { PendingErasure } from './elements.repository.ts';
import { ElementsRepository } from './elements.repository.ts';
import { KeyPacketsRepository } from './key-packets.repository.ts';

/** Documents that one transaction destroys: contents have up to eight mebibytes each. */
const PORTIONS = { keyPackets: 5_000, contents: 4, versions: 1_000 } as const;

/** How long a request waits for what it erased to be destroyed; its receipt comes later then. */
const PATIENCE_MS = 5_000;

/** How long a server that stops waits for the portion that it is at; one that is cut off is done again. */
const STOP_MS = 2_000;

/** Between two looks for what a server that died has left. */
const LOOK_MS = 5 * 60_000;
const LOOKED_AT = 1_000;

/**
 * Destroys what is too large for the transaction that erases it, in portions, of which each counts what it took; the last one stores the
 * receipt. From the erase on nobody is served any of it. What a server leaves that stops or dies, the next one goes on with.
 */
@Injectable()
export class PendingErasures implements OnApplicationBootstrap, BeforeApplicationShutdown {
  #running: Promise<void> = Promise.resolve();
  #waiting = 0;
  #looks: NodeJS.Timeout | undefined;
  #isStopping = false;

  constructor(
    @InjectConnection(RECORDS) private readonly connection: Connection,
    private readonly erasures: ElementErasures,
    private readonly heads: ElementsRepository,
    private readonly versions: ElementVersionsRepository,
    private readonly contents: ElementContentsRepository,
    private readonly keyPackets: KeyPacketsRepository,
    private readonly clock: Clock,
    private readonly log: OperatorLog,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.#looks = setInterval(() => void this.look(), LOOK_MS).unref();
    await this.look();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.#isStopping = true;
    clearInterval(this.#looks);
    await Promise.race([this.#running, pause(STOP_MS, undefined, { ref: false })]);
  }

  /** Destroys what is left of these elements; returns when that is done, or a few seconds later while it goes on. Never throws. */
  async finishSoon(elementIds: readonly string[]): Promise<void> {
    if (elementIds.length === 0) return;
    await Promise.race([this.#finishAll(elementIds), pause(PATIENCE_MS, undefined, { ref: false })]);
  }

  /** Goes on with what somebody else has left; public for specs that do not want to wait. */
  async look(): Promise<void> {
    if (this.#waiting > 0) return;
    try {
      const elementIds = await this.heads.findPendingIds(LOOKED_AT);
      if (elementIds.length > 0) void this.#finishAll(elementIds);
    } catch {
      // The next look finds the same.
    }
  }

  /** One after the other, so that this is never more than a small part of what the database does. */
  #finishAll(elementIds: readonly string[]): Promise<void> {
    this.#running = this.#finishAfter(this.#running, elementIds);
    return this.#running;
  }

  async #finishAfter(others: Promise<void>, elementIds: readonly string[]): Promise<void> {
    this.#waiting += 1;
    await others;
    let hasFailed = false;
    for (const elementId of elementIds) await this.#finish(elementId).catch(() => (hasFailed = true));
    this.#waiting -= 1;
    if (hasFailed && !this.#isStopping)
      this.log.warn('what was erased is not destroyed yet, as the database refused to; it is tried again every few minutes');
  }

  async #finish(elementId: string): Promise<void> {
    let isDone = false;
    while (!isDone && !this.#isStopping) isDone = await inTransaction(this.connection, (session) => this.#destroySome(session, elementId));
  }

  /** True when nothing is left. */
  async #destroySome(session: ClientSession, elementId: string): Promise<boolean> {
    const pending = await this.heads.findPending(session, elementId);
    if (!pending) return true;
    const part = await this.#nextPart(session, pending);
    if (!part) {
      await this.heads.finishErasure(session, elementId, this.erasures.receiptOf(pending, pending.destroyed, this.clock.now()));
      return true;
    }
    const { versions, keyPackets, bytes } = pending.destroyed;
    await this.heads.noteDestroyed(session, elementId, {
      versions: versions + (part.kind === 'versions' ? part.documents : 0),
      keyPackets: keyPackets + (part.kind === 'keyPackets' ? part.documents : 0),
      bytes: bytes + part.bytes,
    });
    return false;
  }

  /** Keys first: without them the rest says nothing any more. */
  async #nextPart(
    session: ClientSession,
    { elementId, version }: PendingErasure,
  ): Promise<(ByteSum & { readonly kind: string }) | undefined> {
    const [all, former] = [[keysOfElement(elementId)], [versionKeysBelow(elementId, version)]];
    const keyPackets = (await this.keyPackets.destroy(session, all, PORTIONS.keyPackets)).get(elementId);
    if (keyPackets) return { kind: 'keyPackets', ...keyPackets };
    const contents = (await this.contents.destroy(session, all, PORTIONS.contents)).get(elementId);
    if (contents) return { kind: 'contents', ...contents };
    const versions = (await this.versions.destroy(session, former, PORTIONS.versions)).get(elementId);
    return versions && { kind: 'versions', ...versions };
  }
}
