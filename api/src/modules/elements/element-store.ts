import { Injectable } from '@nestjs/common';
import { HISTORY_PACKETS, entriesNeedingHistory } from '@sealchart/protocol';
import type { ClientSession } from 'mongoose';
import { ElementErasures } from './element-erasures.ts';
import { packetKey, versionKey } from './element-keys.ts';
import { ElementContentsRepository } from './element-contents.repository.ts';
import { ElementVersionsRepository } from './element-versions.repository.ts';
import { ElementsRepository } from './elements.repository.ts';
import { KeyPacketsRepository } from './key-packets.repository.ts';
import type { RoomLimits } from './record-room.ts';
import { RecordRoom } from './record-room.ts';
import type { StoredState } from './stored-element.ts';
import { isLive } from './stored-element.ts';
import { UsagesRepository } from './usages.repository.ts';
import type { WriteCandidate } from './write-candidate.ts';
import type { StoredElements, WritePlan } from './write-plan.ts';

/** Elements as one transaction sees and changes them. */
@Injectable()
export class ElementStore {
  constructor(
    private readonly heads: ElementsRepository,
    private readonly versions: ElementVersionsRepository,
    private readonly contents: ElementContentsRepository,
    private readonly keyPackets: KeyPacketsRepository,
    private readonly usages: UsagesRepository,
    private readonly erasures: ElementErasures,
  ) {}

  /** What has to be known to judge these candidates: heads, what their records hold, and little else. */
  async load(session: ClientSession, candidates: readonly WriteCandidate[], limits: RoomLimits): Promise<StoredElements> {
    const ids = [...new Set(candidates.map(({ manifest }) => manifest.value.elementId))];
    const elements = await this.heads.findStored(session, ids);
    const byId = new Map(elements.map(({ state }) => [state.elementId, state]));
    const repeated = candidates.flatMap(({ manifest: { value } }) =>
      value.version < (byId.get(value.elementId)?.version ?? 0) ? [versionKey(value.elementId, value.version)] : [],
    );
    const hashes = await this.versions.findHashes(session, repeated);
    const packets = await this.keyPackets.findStored(
      session,
      candidates.flatMap((candidate) => packetsInQuestion(byId.get(candidate.manifest.value.elementId), candidate)),
    );
    const contents = new Map<string, readonly number[]>();
    for (const elementId of sharingHistory(candidates, byId)) {
      contents.set(elementId, await this.contents.findVersions(session, elementId, CONTENTS));
    }
    const recordIds = new Set(candidates.map(({ manifest }) => manifest.value.recordId));
    const room = new RecordRoom(await this.usages.findAll(session, [...recordIds]), limits);
    return { elements, hashes, packets, contents, room };
  }

  /** Writes all of a plan; within a transaction, so all or nothing. Gives the ids of those that are erased and too large to be destroyed with it. */
  async save(session: ClientSession, plan: WritePlan): Promise<readonly string[]> {
    await this.heads.move(session, plan.heads);
    await this.usages.change(session, plan.room.changes);
    await this.versions.insert(session, plan.versions);
    await this.contents.insert(session, plan.contents);
    await this.keyPackets.apply(session, plan.packets);
    return this.erasures.destroy(session, plan.erased, plan.nowMs);
  }
}

const elementOf = ({ manifest }: WriteCandidate): string => manifest.value.elementId;

/** Contents that are asked for: the newest, and one former one more than may be shared at once. */
const CONTENTS = HISTORY_PACKETS + 2;

/** Ids of elements whose history is shared with somebody who was not entitled to it: there the contents that are stored decide. */
function sharingHistory(candidates: readonly WriteCandidate[], states: ReadonlyMap<string, StoredState>): string[] {
  const changes = Map.groupBy(
    candidates.filter(({ manifest }) => manifest.value.kind === 'access'),
    elementOf,
  );
  const isSharing = ([elementId, own]: readonly [string, readonly WriteCandidate[]]): boolean => {
    const state = states.get(elementId);
    // Of several in a row one may take away what the next one gives again.
    const before = state && isLive(state) && own.length === 1 ? state : { audience: [] };
    return own.some(({ manifest }) => entriesNeedingHistory(before, manifest.value).length > 0);
  };
  return [...changes].filter(isSharing).map(([elementId]) => elementId);
}

/** Keys of packets of those whose end date moves: they may have been left out of the newest content. */
function packetsInQuestion(state: StoredState | undefined, { manifest: { value } }: WriteCandidate): string[] {
  if (!state || !isLive(state) || value.kind !== 'access') return [];
  const before = new Map(state.audience.map((entry) => [entry.principal, entry]));
  return value.audience
    .filter((entry) => before.get(entry.principal)?.until !== entry.until)
    .map((entry) => packetKey(state.elementId, entry.principal, state.content.contentVersion));
}
