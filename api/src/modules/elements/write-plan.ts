import type { AudienceEntry, ElementState } from '@sealchart/protocol';
import { ELEMENT_VERSIONS, entryOf, hasEnded, principalsLosingHistory } from '@sealchart/protocol';
import type { NewFeedRow } from '../feeds/feeds.repository.ts';
import type { Admission, Holdings } from './admission.ts';
import { admit } from './admission.ts';
import type { ElementContentDocument } from './element-content.schema.ts';
import { packetKey, packetKeysBelow, versionKey } from './element-keys.ts';
import type { StoredManifest } from './element-version.schema.ts';
import type { HeadChange } from './elements.repository.ts';
import type { KeyPacketChange } from './key-packets.repository.ts';
import type { RecordRoom } from './record-room.ts';
import type { ErasedElement, StoredElement, StoredState } from './stored-element.ts';
import { isLive } from './stored-element.ts';
import type { WriteCandidate, WriteContext } from './write-candidate.ts';
import { bytesOfCandidate } from './write-candidate.ts';

/** Bytes of a version's number and hash, and of one row of a feed, with their indexes. */
const PLACE_BYTES = 256;
const FEED_ROW_BYTES = 256;

/** What is known of the elements before the first write of a plan. */
export interface StoredElements {
  readonly elements: readonly StoredElement[];
  /** Hashes of stored manifests, by `versionKey`: of all versions that candidates repeat. */
  readonly hashes: ReadonlyMap<string, string>;
  /** Stored key packets, by `packetKey`: of all principals whose end date moves. */
  readonly packets: ReadonlySet<string>;
  /** Content versions that are stored, by element: of those whose history is shared. */
  readonly contents: ReadonlyMap<string, readonly number[]>;
  readonly room: RecordRoom;
}

/** One version that was admitted, between the state before and the one after. */
interface Step {
  readonly candidate: WriteCandidate;
  readonly before: ElementState | undefined;
}

/** Everything that one transaction writes: each admitted version is judged by what those before it left. */
export class WritePlan {
  readonly versions: StoredManifest[] = [];
  readonly contents: ElementContentDocument[] = [];
  readonly packets: KeyPacketChange[] = [];
  readonly rows: NewFeedRow[] = [];
  readonly erased: ErasedElement[] = [];
  readonly room: RecordRoom;
  readonly #context: WriteContext;
  readonly #before = new Map<string, StoredElement>();
  readonly #after = new Map<string, StoredElement>();
  readonly #hashes: Map<string, string>;
  readonly #packetKeys: Set<string>;
  /** Content versions by element. */
  readonly #contentVersions = new Map<string, number[]>();

  constructor(stored: StoredElements, context: WriteContext) {
    this.#context = context;
    this.room = stored.room;
    this.#hashes = new Map(stored.hashes);
    this.#packetKeys = new Set(stored.packets);
    for (const [elementId, contentVersions] of stored.contents) this.#contentVersions.set(elementId, [...contentVersions]);
    for (const element of stored.elements) {
      const { elementId, version, manifestHash } = element.state;
      this.#before.set(elementId, element);
      this.#hashes.set(versionKey(elementId, version), manifestHash);
    }
  }

  /** By the server's clock, for all that the plan writes. */
  get nowMs(): number {
    return this.#context.nowMs;
  }

  /** Heads to move, one for each element, however many of its versions came. */
  get heads(): HeadChange[] {
    return [...this.#after].map(([elementId, after]) => ({ before: this.#before.get(elementId)?.state, after }));
  }

  /** Judges a version and takes it in; throws what `admit` throws, and `E_QUOTA`, and then nothing has changed. */
  add(candidate: WriteCandidate): Admission {
    const { elementId } = candidate.manifest.value;
    const element = this.#after.get(elementId) ?? this.#before.get(elementId);
    const admission = admit(element?.state, candidate, this.#holdingsOf(elementId, element?.state), this.#context);
    if (admission.status === 'unchanged') return admission;
    const bytes = this.#takeRoom(candidate, element, admission.state);
    this.#after.set(elementId, { state: admission.state, bytes });
    // Nothing is admitted to an erased one.
    const before = element && isLive(element.state) ? element.state : undefined;
    this.#take({ candidate, before }, admission.state);
    return admission;
  }

  /** Gives the bytes that the element has then, and that its erase gives back. */
  #takeRoom(candidate: WriteCandidate, element: StoredElement | undefined, after: StoredState): number {
    const { recordId } = after;
    const [had, brought] = [element?.bytes ?? 0, bytesOfCandidate(candidate)];
    const stays = stayingBytes(element?.state, after);
    if (!isLive(after)) {
      this.room.take({ recordId, elements: -1, bytes: brought + stays - had, isFree: true });
      this.erased.push({ state: after, bytes: had });
      return 0;
    }
    const isFree = isTakingOut(candidate, element?.state);
    this.room.take({ recordId, elements: element ? 0 : 1, bytes: brought + stays, isFree });
    return had + brought;
  }

  #holdingsOf(elementId: string, state: StoredState | undefined): Holdings {
    const newest = state && isLive(state) ? state.content.contentVersion : 0;
    return {
      hashOf: (version) => this.#hashes.get(versionKey(elementId, version)),
      hasPacket: (principal) => this.#packetKeys.has(packetKey(elementId, principal, newest)),
      formerContents: (this.#contentVersions.get(elementId) ?? []).filter((contentVersion) => contentVersion < newest),
    };
  }

  #take(step: Step, after: StoredState): void {
    const { manifest, content } = step.candidate;
    const { elementId, recordId, version, manifestHash: hash } = after;
    const _id = versionKey(elementId, version);
    this.#hashes.set(_id, hash);
    this.versions.push({ _id, recordId, hash, statement: Buffer.from(manifest.bytes), signature: Buffer.from(manifest.signature) });
    if (content) {
      this.#contentVersions.set(elementId, [...(this.#contentVersions.get(elementId) ?? []), version]);
      this.contents.push({ _id, recordId, ...content });
    }
    if (isLive(after)) this.#takePackets(step, after);
    this.#takeRows(step, after);
  }

  #takePackets({ candidate: { manifest, keyPackets, historyPackets }, before }: Step, after: ElementState): void {
    const { elementId, audience, content } = after;
    const newest = [...keyPackets].map(([principal, packet]) => ({ principal, contentVersion: content.contentVersion, packet }));
    for (const { principal, contentVersion, packet } of [...newest, ...historyPackets]) {
      const _id = packetKey(elementId, principal, contentVersion);
      this.#packetKeys.add(_id);
      const epoch = entryOf(audience, principal)?.epoch ?? 0;
      this.packets.push({ kind: 'put', document: { _id, recordId: after.recordId, epoch, packet } });
    }
    for (const { principal } of leavingOf(before, after)) {
      this.#packetKeys.delete(packetKey(elementId, principal, content.contentVersion));
      this.packets.push({ kind: 'lose', keys: packetKeysBelow(elementId, principal, ELEMENT_VERSIONS + 1) });
    }
    for (const principal of principalsLosingHistory(before, manifest.value)) {
      this.packets.push({ kind: 'lose', keys: packetKeysBelow(elementId, principal, content.contentVersion) });
    }
  }

  #takeRows({ before }: Step, after: StoredState): void {
    const { elementId: id, recordId, version, manifestHash: hash } = after;
    const row = { kind: 'element', id, version, hash } as const;
    const gone = { ...row, gone: true } as const;
    if (!isLive(after)) {
      // Also to who has come to its end: a row of before that it takes up later would lead nowhere.
      this.rows.push(...(before?.audience ?? []).map(({ principal }) => ({ principal, ...(principal === recordId ? row : gone) })));
      return;
    }
    const readers = after.audience.filter((entry) => this.#isReading(entry));
    this.rows.push(...readers.map(({ principal }) => ({ principal, ...row })));
    this.rows.push(...leavingOf(before, after).map(({ principal }) => ({ principal, ...gone })));
  }

  /** Who has come to its end learns of nothing that happens later. */
  #isReading(entry: AudienceEntry): boolean {
    return !hasEnded(entry, this.#context.nowMs);
  }
}

/** What lies in the database of a version for good, whatever becomes of its element: its place, and a row in each reader's feed. */
function stayingBytes(before: StoredState | undefined, after: StoredState): number {
  const readers = new Set(
    [before, after].flatMap((state) => (state && isLive(state) ? state.audience : [])).map((entry) => entry.principal),
  );
  return PLACE_BYTES + FEED_ROW_BYTES * readers.size;
}

/** Entries of those who are no longer in the audience. */
function leavingOf(before: ElementState | undefined, { audience }: Pick<ElementState, 'audience'>): AudienceEntry[] {
  return (before?.audience ?? []).filter((entry) => !entryOf(audience, entry.principal));
}

/** Whether a version takes readers out and gives nobody anything. */
function isTakingOut({ manifest: { value }, keyPackets, historyPackets }: WriteCandidate, before: StoredState | undefined): boolean {
  if (!before || !isLive(before) || value.kind !== 'access') return false;
  return keyPackets.size === 0 && historyPackets.length === 0 && leavingOf(before, value).length > 0;
}
