/** Something to look for: bytes, and what they are. */
export interface Needle {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const MIXING = 0x9e3779b1;
const TABLE_BITS = 20;

/** The fewest bytes worth looking for: fewer are found anywhere by chance. */
export const NEEDLE_BYTES = 6;

/** Looks for thousands of needles in one pass: a table of their first four bytes rules out nearly every place at once. */
export class NeedleScan {
  readonly #marked = new Uint8Array(1 << TABLE_BITS);
  readonly #byStart = new Map<number, Needle[]>();

  constructor(needles: readonly Needle[]) {
    for (const needle of needles) {
      if (needle.bytes.length < NEEDLE_BYTES) throw new RangeError(`too short to look for: ${needle.name}`);
      const start = startOf(needle.bytes, 0);
      this.#marked[placeOf(start)] = 1;
      const others = this.#byStart.get(start);
      if (others) others.push(needle);
      else this.#byStart.set(start, [needle]);
    }
  }

  /** Names of all needles that stand somewhere in the bytes. */
  find(haystack: Uint8Array): Set<string> {
    const found = new Set<string>();
    for (let at = 0; at + 4 <= haystack.length; at += 1) {
      const start = startOf(haystack, at);
      if (this.#marked[placeOf(start)] !== 1) continue;
      for (const { name, bytes } of this.#byStart.get(start) ?? []) if (!found.has(name) && standsAt(haystack, at, bytes)) found.add(name);
    }
    return found;
  }
}

function startOf(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24)) >>> 0;
}

function placeOf(start: number): number {
  return Math.imul(start, MIXING) >>> (32 - TABLE_BITS);
}

function standsAt(haystack: Uint8Array, at: number, bytes: Uint8Array): boolean {
  if (at + bytes.length > haystack.length) return false;
  for (let i = 4; i < bytes.length; i += 1) if (haystack[at + i] !== bytes[i]) return false;
  return true;
}
