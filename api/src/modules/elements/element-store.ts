import { Injectable } from '@nestjs/common';
import type { ElementState } from '@sealchart/protocol';
import type { ClientSession } from 'mongoose';
import { packetKey, versionKey } from './element-keys.ts';
import { ElementContentsRepository } from './element-contents.repository.ts';
import { ElementVersionsRepository } from './element-versions.repository.ts';
import { ElementsRepository } from './elements.repository.ts';
import { KeyPacketsRepository } from './key-packets.repository.ts';
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
  ) {}

  /** What has to be known to judge these candidates: heads, and little else. */
  async load(session: ClientSession, candidates: readonly WriteCandidate[]): Promise<StoredElements> {
    const ids = [...new Set(candidates.map(({ manifest }) => manifest.value.elementId))];
    const states = await this.heads.findStates(session, ids);
    const byId = new Map(states.map((state) => [state.elementId, state]));
    const repeated = candidates.flatMap(({ manifest: { value } }) =>
      value.version < (byId.get(value.elementId)?.version ?? 0) ? [versionKey(value.elementId, value.version)] : [],
    );
    const hashes = await this.versions.findHashes(session, repeated);
    const packets = await this.keyPackets.findStored(
      session,
      candidates.flatMap((candidate) => packetsInQuestion(byId.get(candidate.manifest.value.elementId), candidate)),
    );
    return { states, hashes, packets };
  }

  /** Writes all of a plan; within a transaction, so all or nothing. */
  async save(session: ClientSession, plan: WritePlan): Promise<void> {
    await this.heads.move(session, plan.heads);
    await this.versions.insert(session, plan.versions);
    await this.contents.insert(session, plan.contents);
    await this.keyPackets.apply(session, plan.packets);
  }
}

/** Keys of packets of those whose end date moves: they may have been left out of the newest content. */
function packetsInQuestion(state: ElementState | undefined, { manifest: { value } }: WriteCandidate): string[] {
  if (!state || value.kind !== 'access') return [];
  const before = new Map(state.audience.map((entry) => [entry.principal, entry]));
  return value.audience
    .filter((entry) => before.get(entry.principal)?.until !== entry.until)
    .map((entry) => packetKey(state.elementId, entry.principal, state.content.contentVersion));
}
