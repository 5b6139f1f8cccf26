import type { SealchartError } from '@sealchart/protocol';
import { toInstant } from '@sealchart/protocol';
import type { Cursor } from './cursor.ts';

/**
 * Refused elements that are remembered one by one although this device never verified anything of them. Of those that it did verify
 * there are no more than there are elements, so all of them are remembered; newcomers a server can invent without end.
 */
export const REFUSED_NEWCOMERS = 2_000;

/** After this time also those are looked at again that are not remembered one by one, room or not. */
const AGAIN_MS = 24 * 60 * 60 * 1_000;
const DETAIL_CHARACTERS = 200;

interface Refused {
  readonly told: number;
  readonly isNewcomer: boolean;
  readonly why: Cursor['why'][string] | undefined;
  /** From this sync. */
  readonly error: SealchartError | undefined;
}

/** An element that was refused just now. */
export interface Refusal {
  readonly elementId: string;
  readonly error: SealchartError;
  /** Newest version that the feed told of; 0 where no row named it. */
  readonly told: number;
  /** Whether this device never verified a version of it. */
  readonly isNewcomer: boolean;
  /** The row of the feed from which on it is found again. */
  readonly seq: number;
}

/** What is refused, as the cursor keeps it. */
export class RefusedList {
  readonly #refused = new Map<string, Refused>();
  readonly #now: number;
  #more: Cursor['more'];

  constructor({ refused, told, why, more }: Cursor, now: number) {
    this.#now = now;
    this.#more = more;
    for (const elementId of refused) {
      this.#refused.set(elementId, { told: told[elementId] ?? 0, isNewcomer: true, why: why[elementId], error: undefined });
    }
  }

  /** Newest version that the feed told of, by element. */
  told(): Map<string, number> {
    return new Map(Array.from(this.#refused, ([elementId, { told }]) => [elementId, told]));
  }

  settle(elementId: string): void {
    this.#refused.delete(elementId);
  }

  add({ elementId, error, told, isNewcomer, seq }: Refusal): void {
    const before = this.#refused.get(elementId);
    if (!before && isNewcomer && this.#newcomers() >= REFUSED_NEWCOMERS) {
      const { count = 0, seq: from = seq, at = toInstant(this.#now) } = this.#more ?? {};
      this.#more = { count: count + 1, seq: Math.min(from, seq), at };
      return;
    }
    const { code, detail } = error;
    const why = {
      code,
      ...(detail === undefined ? {} : { detail: detail.slice(0, DETAIL_CHARACTERS) }),
      since: before?.why?.since ?? toInstant(this.#now),
    };
    this.#refused.set(elementId, { told: Math.max(told, before?.told ?? 0), isNewcomer, why, error });
  }

  /** The row from which on those that are not remembered are to be looked at again now; they are counted anew. */
  takeMore(): number | undefined {
    const more = this.#more;
    if (!more) return undefined;
    const isDue = this.#newcomers() * 2 < REFUSED_NEWCOMERS || this.#now - Date.parse(more.at) > AGAIN_MS;
    if (!isDue) return undefined;
    this.#more = undefined;
    return more.seq;
  }

  /** How many are only counted. */
  get more(): number {
    return this.#more?.count ?? 0;
  }

  /** Those that this sync refused. */
  report(): { readonly elementId: string; readonly error: SealchartError }[] {
    return [...this.#refused].flatMap(([elementId, { error }]) => (error ? [{ elementId, error }] : []));
  }

  kept(): Pick<Cursor, 'refused' | 'told' | 'why' | 'more'> {
    const all = [...this.#refused];
    return {
      refused: all.map(([elementId]) => elementId),
      told: Object.fromEntries(all.map(([elementId, { told }]) => [elementId, told])),
      why: Object.fromEntries(all.flatMap(([elementId, { why }]) => (why ? [[elementId, why]] : []))),
      ...(this.#more ? { more: this.#more } : {}),
    };
  }

  #newcomers(): number {
    let count = 0;
    for (const { isNewcomer } of this.#refused.values()) if (isNewcomer) count += 1;
    return count;
  }
}
