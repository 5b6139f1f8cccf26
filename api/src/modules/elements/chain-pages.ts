import { Injectable } from '@nestjs/common';
import { CHAIN_PAGE, READ_BYTES } from '@sealchart/protocol';
import { versionKey } from './element-keys.ts';
import type { StoredManifest } from './element-version.schema.ts';
import type { ManifestCursor } from './element-versions.repository.ts';
import { ElementVersionsRepository } from './element-versions.repository.ts';
import type { ElementHead } from './elements.repository.ts';

/** Manifests of one answer: two pages of the longest chain, and far more than a batch of ordinary elements has. */
const ANSWER_MANIFESTS = 2 * CHAIN_PAGE;

/** A reader's place in the chain of an element. */
export interface ChainPlace {
  readonly head: ElementHead;
  /** Newest version that the reader has verified, or that is no longer served; 0 for none. */
  readonly after: number;
}

/** The manifests behind a place, oldest first. */
export interface ChainPage {
  readonly head: ElementHead;
  readonly manifests: readonly StoredManifest[];
  /** Whether the chain ends with this page. */
  readonly isEnd: boolean;
}

export interface ChainRead {
  readonly pages: readonly ChainPage[];
  /** Ids of elements that found no room. */
  readonly rest: readonly string[];
  /** Ids of elements that were erased since their heads were read. */
  readonly destroyed: readonly string[];
}

/** Reads pages of chains until an answer is full; at least one page is always read, so that a reader gets on. */
@Injectable()
export class ChainPages {
  constructor(private readonly versions: ElementVersionsRepository) {}

  /** With `content`, the newest data packet of each chain that ends takes room too. */
  async read(places: readonly ChainPlace[], options: { readonly content: boolean }): Promise<ChainRead> {
    const sorted = places.toSorted((a, b) => (a.head.elementId < b.head.elementId ? -1 : 1));
    const planned = withinManifests(sorted);
    const cursor = this.versions.openInOrder(planned.flatMap(keysOf));
    const room = new Room(READ_BYTES);
    const pages: ChainPage[] = [];
    const destroyed: string[] = [];
    try {
      for (const place of planned) {
        const manifests = await readManifests(cursor, pageLength(place), room);
        if (!manifests) {
          destroyed.push(place.head.elementId);
          continue;
        }
        const isEnd = place.after + manifests.length >= place.head.version;
        const dataLength = options.content ? (place.head.live?.content.dataLength ?? 0) : 0;
        const hasRoom = isEnd ? room.take(dataLength) || pages.length === 0 : manifests.length > 0;
        if (!hasRoom) break;
        pages.push({ head: place.head, manifests, isEnd });
        if (manifests.length < pageLength(place)) break;
      }
    } finally {
      await cursor.close();
    }
    return { pages, rest: sorted.slice(pages.length + destroyed.length).map(({ head }) => head.elementId), destroyed };
  }
}

/** The next manifests, fewer when there is no room for all; undefined when they were destroyed, and then all of them were passed over. */
async function readManifests(cursor: ManifestCursor, count: number, room: Room): Promise<StoredManifest[] | undefined> {
  const manifests: StoredManifest[] = [];
  let isDestroyed = false;
  for (let read = 0; read < count; read += 1) {
    const manifest = await cursor.next();
    if (!manifest) throw new Error('a manifest below the head of its element is missing');
    const { statement, signature } = manifest;
    if (!statement || !signature) isDestroyed = true;
    else if (!isDestroyed && !room.take(statement.length + signature.length)) break;
    else manifests.push({ ...manifest, statement, signature });
  }
  return isDestroyed ? undefined : manifests;
}

/** Bytes left in an answer. What comes first always fits. */
class Room {
  #left: number;
  #isEmpty = true;

  constructor(bytes: number) {
    this.#left = bytes;
  }

  take(bytes: number): boolean {
    if (!this.#isEmpty && bytes > this.#left) return false;
    this.#isEmpty = false;
    this.#left -= bytes;
    return true;
  }
}

/** As many places from the front as have few enough manifests, but one at least. */
function withinManifests(places: readonly ChainPlace[]): readonly ChainPlace[] {
  let count = 0;
  const end = places.findIndex((place, i) => {
    count += pageLength(place);
    return i > 0 && count > ANSWER_MANIFESTS;
  });
  return end < 0 ? places : places.slice(0, end);
}

const pageLength = ({ head, after }: ChainPlace): number => Math.min(CHAIN_PAGE, Math.max(0, head.version - after));

const keysOf = (place: ChainPlace): string[] =>
  Array.from({ length: pageLength(place) }, (_, i) => versionKey(place.head.elementId, place.after + 1 + i));
