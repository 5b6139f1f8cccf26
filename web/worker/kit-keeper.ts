import type { RecoveryKit } from '@sealchart/sdk';
import { recoveryKitPdf, recoveryKitQr, recoveryKitText, recoveryWordOf, recoveryWordsOf } from '@sealchart/sdk';
import { joinNul, toB64u } from '@sealchart/protocol';

/** How many words a person is asked for. */
const ASKED = 2;

/** A new recovery kit as a page shows it. */
export interface KitView {
  readonly kit: RecoveryKit;
  readonly text: string;
  /** Modules of its QR code for a screen. */
  readonly qr: readonly (readonly boolean[])[];
  /** Way in and a digest of all words: tells later whether somebody has them, and gives none of them away. */
  readonly check: string;
}

/** A word that a person was asked for; `place` counts from 1. */
export interface TypedWord {
  readonly place: number;
  readonly word: string;
}

/**
 * How a typed word stands to the asked one: `near` is misspelt, `elsewhere` stands at `actual`, `wrong` is no word of this kit.
 */
export type WordVerdict =
  | { readonly place: number; readonly verdict: 'right' | 'near' | 'wrong' }
  | { readonly place: number; readonly verdict: 'elsewhere'; readonly actual: number };

/** Holds the newest kit of this worker until somebody proves to have it or the worker ends. */
export class KitKeeper {
  #kit: RecoveryKit | undefined;
  #slotId = '';
  #places: readonly number[] = [];

  /** `slotId`: the way in that it opens. */
  async take(kit: RecoveryKit, slotId: string): Promise<KitView> {
    this.#kit = kit;
    this.#slotId = slotId;
    this.#places = drawPlaces(kit.words.length);
    return viewOf(kit, slotId);
  }

  async view(): Promise<KitView | undefined> {
    return this.#kit && viewOf(this.#kit, this.#slotId);
  }

  /** The kit on one page of A4. Undefined when there is none any more. */
  async pdf(): Promise<Uint8Array<ArrayBuffer> | undefined> {
    return this.#kit && recoveryKitPdf(this.#kit);
  }

  /** The words that are asked for, by their place; none where the kit is not here any more. */
  places(): readonly number[] {
    return this.#kit ? this.#places : [];
  }

  /** Compares words with the kit; it is forgotten when all are right. */
  prove(typed: readonly TypedWord[]): readonly WordVerdict[] {
    const words = this.#kit?.words ?? [];
    const verdicts = typed.map((item) => judge(item, words));
    const isProven = this.#places.every((place) => verdicts.some((item) => item.place === place && item.verdict === 'right'));
    if (isProven) this.#kit = undefined;
    return verdicts;
  }

  /** Whether all words, as somebody types them, are those of this check. `E_WORDS` when they cannot be words of any kit. */
  async proveAll(typed: string, check: string): Promise<boolean> {
    const isSame = (await checkOf(recoveryWordsOf(typed), check.split('.')[0] ?? '')) === check;
    if (isSame) this.#kit = undefined;
    return isSame;
  }
}

async function viewOf(kit: RecoveryKit, slotId: string): Promise<KitView> {
  return { kit, text: recoveryKitText(kit), qr: recoveryKitQr(kit), check: await checkOf(kit.words, slotId) };
}

/** The words hold 160 random bits: nobody finds them from the digest. */
async function checkOf(words: readonly string[], slotId: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', joinNul('sealchart-web/kit-check', slotId, words.join(' ')));
  return `${slotId}.${toB64u(new Uint8Array(digest))}`;
}

/** Places in ascending order, each once. */
function drawPlaces(count: number): number[] {
  const places = Array.from({ length: count }, (_, index) => index + 1);
  const drawn = Array.from({ length: ASKED }, () => places.splice(randomBelow(places.length), 1)).flat();
  return drawn.toSorted((a, b) => a - b);
}

function randomBelow(limit: number): number {
  const [random = 0] = crypto.getRandomValues(new Uint32Array(1));
  return random % limit;
}

function judge({ place, word }: TypedWord, words: readonly string[]): WordVerdict {
  const asked = words[place - 1];
  const meant = recoveryWordOf(word);
  if (asked === undefined) return { place, verdict: 'wrong' };
  if (meant === asked) return { place, verdict: 'right' };
  const actual = meant === undefined ? -1 : words.indexOf(meant);
  if (actual >= 0) return { place, verdict: 'elsewhere', actual: actual + 1 };
  return { place, verdict: distance(word.trim().toLowerCase(), asked) <= 2 ? 'near' : 'wrong' };
}

/** How many letters must be put in, left out or replaced (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, letter] of Array.from(a).entries()) {
    const next = [i + 1];
    for (const [j, other] of Array.from(b).entries()) {
      next.push(Math.min((row[j] ?? 0) + (letter === other ? 0 : 1), (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
