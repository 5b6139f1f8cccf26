import { SealchartError } from '@sealchart/protocol';
import type { Usage } from './usage.schema.ts';
import type { UsageChange } from './usages.repository.ts';

/** How much may be held. */
export interface RoomLimits {
  /** Elements of one record. */
  readonly recordElements: number;
  /** Bytes of one record. */
  readonly recordBytes: number;
  /** What all records of this server may still take together; no limit where it is infinite. */
  readonly instanceLeft: Usage;
}

/** What one version takes, or gives back where it is below zero. */
export interface RoomClaim {
  readonly recordId: string;
  readonly elements: number;
  readonly bytes: number;
  /**
   * Whether it is taken even where there is no room: what gives room back, or gives nobody anything. Of versions that take readers out,
   * there are as many as were put in, each with room of its own, and so few that a full record stays about as full.
   */
  readonly isFree: boolean;
}

const numbers = new Intl.NumberFormat('en');
const MEBIBYTE = 2 ** 20;

/** The room that records have, as one transaction sees it, and takes of it version by version. */
export class RecordRoom {
  readonly #before: ReadonlyMap<string, Usage>;
  readonly #after = new Map<string, Usage>();
  readonly #limits: RoomLimits;
  #taken: Usage = { elements: 0, bytes: 0 };

  constructor(usages: ReadonlyMap<string, Usage>, limits: RoomLimits) {
    this.#before = usages;
    this.#limits = limits;
  }

  /** What the records hold then. */
  get changes(): UsageChange[] {
    return [...this.#after].map(([recordId, after]) => ({ recordId, before: this.#before.get(recordId), after }));
  }

  /** What was taken, of all records together. */
  get taken(): Usage {
    return this.#taken;
  }

  /** Takes room for a version. Throws `E_QUOTA`, which names what is full, and then takes nothing. */
  take({ recordId, elements, bytes, isFree }: RoomClaim): void {
    const before = this.#after.get(recordId) ?? this.#before.get(recordId) ?? { elements: 0, bytes: 0 };
    const after = { elements: before.elements + elements, bytes: before.bytes + bytes };
    if (!isFree) this.#require(after, elements, bytes);
    this.#after.set(recordId, after);
    this.#taken = { elements: this.#taken.elements + elements, bytes: this.#taken.bytes + bytes };
  }

  #require(after: Usage, elements: number, bytes: number): void {
    const { recordElements, recordBytes, instanceLeft } = this.#limits;
    if (elements > 0 && after.elements > recordElements) {
      throw full(`the record of its owner holds ${numbers.format(recordElements)} elements, as many as it may`);
    }
    if (after.bytes > recordBytes) {
      throw full(`the record of its owner may hold ${numbers.format(recordBytes / MEBIBYTE)} MiB, and this would go over them`);
    }
    const isOver =
      (elements > 0 && this.#taken.elements + elements > instanceLeft.elements) || this.#taken.bytes + bytes > instanceLeft.bytes;
    if (isOver) throw full('this server holds as much as its operator lets it hold for all its people together');
  }
}

function full(detail: string): SealchartError {
  return new SealchartError('E_QUOTA', { detail });
}
