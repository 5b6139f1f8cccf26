import { Inject, Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { BatchRequest, BatchResponse, WriteResult } from '@sealchart/protocol';
import { SealchartError } from '@sealchart/protocol';
import type { Connection } from 'mongoose';
import { Clock } from '../../platform/clock.ts';
import type { AppConfig } from '../../platform/config/app-config.ts';
import { APP_CONFIG } from '../../platform/config/app-config.ts';
import { RECORDS } from '../../platform/database/connections.ts';
import { inTransaction } from '../../platform/database/transaction.ts';
import type { Instance } from '../../platform/instance/instance.ts';
import { INSTANCE } from '../../platform/instance/instance.ts';
import { AccountKeysService } from '../accounts/account-keys.service.ts';
import { FeedsService } from '../feeds/feeds.service.ts';
import { ElementStore } from './element-store.ts';
import { InstanceRoom } from './instance-room.ts';
import { PendingErasures } from './pending-erasures.ts';
import type { RoomLimits } from './record-room.ts';
import type { WriteCandidate, WriteContext } from './write-candidate.ts';
import { readCandidate } from './write-candidate.ts';
import { WritePlan } from './write-plan.ts';

/** Items in one transaction: fewer cost round trips, more make writers with common readers wait longer for each other. */
const TRANSACTION_ITEMS = 100;

/** Versions that are destroyed in the time in which one is stored: a transaction may take a minute, and an erase of a long history seconds. */
const DESTROYED_FOR_ONE = 10;

type Refused = Extract<WriteResult, { status: 'refused' }>;

interface Written {
  readonly results: readonly WriteResult[];
  /** Ids of elements that are erased and not destroyed yet. */
  readonly pending: readonly string[];
}

/** Stores what is sealed and signed, and refuses what is not. */
@Injectable()
export class ElementsService {
  constructor(
    @InjectConnection(RECORDS) private readonly connection: Connection,
    @Inject(INSTANCE) private readonly instance: Instance,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    private readonly store: ElementStore,
    private readonly room: InstanceRoom,
    private readonly erasures: PendingErasures,
    private readonly keys: AccountKeysService,
    private readonly feeds: FeedsService,
    private readonly clock: Clock,
  ) {}

  /** One result per item, in order; a bad item does not hinder the others. */
  async write(accountId: string, { items }: BatchRequest): Promise<BatchResponse> {
    const named = new Set([accountId, ...items.flatMap((item) => principalsOf(item))]);
    const context: WriteContext = {
      instanceId: this.instance.instanceId,
      accountId,
      nowMs: this.clock.now(),
      certificates: await this.keys.findCurrent([...named]),
    };
    const candidates = await Promise.all(items.map((item) => readCandidate(item, context).catch(refusalOf)));
    const results: WriteResult[] = [];
    const destroyed: Promise<void>[] = [];
    for (const together of inPortions(candidates)) {
      const { results: ofPortion, pending } = await this.#writeTogether(together, context);
      results.push(...ofPortion);
      destroyed.push(this.erasures.finishSoon(pending));
    }
    await Promise.all(destroyed);
    return { results };
  }

  /** One transaction: all admitted items of it are stored, or none when the server dies. */
  async #writeTogether(items: readonly (WriteCandidate | Refused)[], context: WriteContext): Promise<Written> {
    const candidates = items.filter((item): item is WriteCandidate => !isRefused(item));
    if (candidates.length === 0) return { results: items.filter(isRefused), pending: [] };
    const { recordElements, recordBytes } = this.config;
    const limits: RoomLimits = { recordElements, recordBytes, instanceLeft: await this.room.left() };
    const done = await inTransaction(this.connection, async (session) => {
      const plan = new WritePlan(await this.store.load(session, candidates, limits), context);
      const results = items.map((item) => (isRefused(item) ? item : resultOf(plan, item)));
      if (plan.versions.length === 0) return { results, taken: plan.room.taken, pending: [] };
      const pending = await this.store.save(session, plan);
      await this.feeds.append(session, plan.rows);
      return { results, taken: plan.room.taken, pending };
    });
    this.room.note(done.taken);
    return done;
  }
}

/** Items in their order, in portions for one transaction each. */
function inPortions(items: readonly (WriteCandidate | Refused)[]): (WriteCandidate | Refused)[][] {
  const portions: (WriteCandidate | Refused)[][] = [];
  let weight = Infinity;
  for (const item of items) {
    weight += weightOf(item);
    if (weight > TRANSACTION_ITEMS) {
      portions.push([]);
      weight = weightOf(item);
    }
    portions.at(-1)?.push(item);
  }
  return portions;
}

function weightOf(item: WriteCandidate | Refused): number {
  if (isRefused(item) || item.manifest.value.kind !== 'erase') return 1;
  return Math.ceil(item.manifest.value.version / DESTROYED_FOR_ONE);
}

/** Everybody whom a packet is for. */
const principalsOf = ({ keyPackets, historyPackets = [] }: BatchRequest['items'][number]): string[] =>
  [...keyPackets, ...historyPackets].map((packet) => packet.principal);

function resultOf(plan: WritePlan, candidate: WriteCandidate): WriteResult {
  const { value, hash } = candidate.manifest;
  try {
    return { status: plan.add(candidate).status, elementId: value.elementId, version: value.version, hash };
  } catch (error) {
    return refusalOf(error);
  }
}

/** A refusal with a status of its own is the sender's; anything else is ours and fails the request. */
function refusalOf(error: unknown): Refused {
  if (!(error instanceof SealchartError) || error.status === undefined || error.status >= 500) throw error;
  return { status: 'refused', code: error.code, ...(error.detail === undefined ? {} : { detail: error.detail.slice(0, 500) }) };
}

const isRefused = (item: WriteCandidate | Refused): item is Refused => 'status' in item;
