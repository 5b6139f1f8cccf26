import type { AudienceEntry, ElementState } from '@sealchart/protocol';
import { entryOf, hasEnded } from '@sealchart/protocol';
import type { NewFeedRow } from '../feeds/feeds.repository.ts';
import type { Admission, Holdings } from './admission.ts';
import { admit } from './admission.ts';
import type { ElementContentDocument } from './element-content.schema.ts';
import { packetKey, versionKey } from './element-keys.ts';
import type { ElementVersionDocument } from './element-version.schema.ts';
import type { HeadChange } from './elements.repository.ts';
import type { KeyPacketChange } from './key-packets.repository.ts';
import type { WriteCandidate, WriteContext } from './write-candidate.ts';

/** What is known of the elements before the first write of a plan. */
export interface StoredElements {
  readonly states: readonly ElementState[];
  /** Hashes of stored manifests, by `versionKey`: of all versions that candidates repeat. */
  readonly hashes: ReadonlyMap<string, string>;
  /** Stored key packets, by `packetKey`: of all principals whose end date moves. */
  readonly packets: ReadonlySet<string>;
}

/** Everything that one transaction writes: each admitted version is judged by what those before it left. */
export class WritePlan {
  readonly versions: ElementVersionDocument[] = [];
  readonly contents: ElementContentDocument[] = [];
  readonly packets: KeyPacketChange[] = [];
  readonly rows: NewFeedRow[] = [];
  readonly #context: WriteContext;
  readonly #before = new Map<string, ElementState>();
  readonly #after = new Map<string, ElementState>();
  readonly #hashes: Map<string, string>;
  readonly #packetKeys: Set<string>;

  constructor(stored: StoredElements, context: WriteContext) {
    this.#context = context;
    this.#hashes = new Map(stored.hashes);
    this.#packetKeys = new Set(stored.packets);
    for (const state of stored.states) {
      this.#before.set(state.elementId, state);
      this.#hashes.set(versionKey(state.elementId, state.version), state.manifestHash);
    }
  }

  /** Heads to move, one for each element, however many of its versions came. */
  get heads(): HeadChange[] {
    return [...this.#after].map(([elementId, after]) => ({ before: this.#before.get(elementId), after }));
  }

  /** Judges a version and takes it in; throws what `admit` throws, and then nothing has changed. */
  add(candidate: WriteCandidate): Admission {
    const { elementId } = candidate.manifest.value;
    const state = this.#after.get(elementId) ?? this.#before.get(elementId);
    const admission = admit(state, candidate, this.#holdingsOf(elementId, state), this.#context);
    if (admission.status === 'stored') this.#take(candidate, state, admission.state);
    return admission;
  }

  #holdingsOf(elementId: string, state: ElementState | undefined): Holdings {
    return {
      hashOf: (version) => this.#hashes.get(versionKey(elementId, version)),
      hasPacket: (principal) => state !== undefined && this.#packetKeys.has(packetKey(elementId, principal, state.content.contentVersion)),
    };
  }

  #take({ manifest, content, keyPackets }: WriteCandidate, before: ElementState | undefined, after: ElementState): void {
    const { elementId, recordId, version, manifestHash: hash, audience } = after;
    const { contentVersion } = after.content;
    const _id = versionKey(elementId, version);
    this.#after.set(elementId, after);
    this.#hashes.set(_id, hash);
    this.versions.push({ _id, recordId, hash, statement: Buffer.from(manifest.bytes), signature: Buffer.from(manifest.signature) });
    if (content) this.contents.push({ _id, recordId, ...content });
    for (const [principal, packet] of keyPackets) {
      const key = packetKey(elementId, principal, contentVersion);
      this.#packetKeys.add(key);
      this.packets.push({ kind: 'put', document: { _id: key, recordId, epoch: entryOf(audience, principal)?.epoch ?? 0, packet } });
    }
    const leaving = (before?.audience ?? []).filter((entry) => !entryOf(audience, entry.principal));
    for (const { principal } of leaving) {
      this.#packetKeys.delete(packetKey(elementId, principal, contentVersion));
      this.packets.push({ kind: 'leave', elementId, principal });
    }
    const row = { kind: 'element', id: elementId, version, hash } as const;
    const readers = audience.filter((entry) => this.#isReading(entry));
    this.rows.push(...readers.map(({ principal }) => ({ principal, ...row })));
    this.rows.push(...leaving.map(({ principal }) => ({ principal, ...row, gone: true as const })));
  }

  /** Who has come to its end learns of nothing that happens later. */
  #isReading(entry: AudienceEntry): boolean {
    return !hasEnded(entry, this.#context.nowMs);
  }
}
