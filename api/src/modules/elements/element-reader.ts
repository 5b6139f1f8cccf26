import { Injectable } from '@nestjs/common';
import type { ContentParams, ElementView, ReadRequest, ReadResponse, SealedContent } from '@sealchart/protocol';
import { SealchartError, entryOf, roleAt, toSignedStatement } from '@sealchart/protocol';
import { Clock } from '../../platform/clock.ts';
import type { ChainPage, ChainPlace } from './chain-pages.ts';
import { ChainPages } from './chain-pages.ts';
import type { ElementContentDocument } from './element-content.schema.ts';
import { ElementContentsRepository } from './element-contents.repository.ts';
import { packetKey, versionKey } from './element-keys.ts';
import type { ElementHead } from './elements.repository.ts';
import { ElementsRepository } from './elements.repository.ts';
import type { KeyPacketDocument } from './key-packet.schema.ts';
import { KeyPacketsRepository } from './key-packets.repository.ts';

/** An answer, and what it leaves out because that was erased while it was put together. */
interface Reading {
  readonly response: ReadResponse;
  /** Element ids. */
  readonly destroyed: ReadonlySet<string>;
}

/** What one account may read of elements, and what it might until its end came. */
interface HeadsFor {
  readonly readable: readonly ElementHead[];
  /** Element ids. */
  readonly ended: readonly string[];
}

/** Serves the readers of the newest audience, each with its own key packets and no other; of an erased element its owner alone. */
@Injectable()
export class ElementReader {
  constructor(
    private readonly heads: ElementsRepository,
    private readonly chains: ChainPages,
    private readonly contents: ElementContentsRepository,
    private readonly keyPackets: KeyPacketsRepository,
    private readonly clock: Clock,
  ) {}

  /** As `read`, for one element with its content. Throws `E_NOT_FOUND` for what is absent or not the caller's to read. */
  async view(accountId: string, elementId: string, after: number): Promise<ElementView> {
    const [view] = (await this.read(accountId, { items: [{ elementId, after }], content: true })).elements;
    if (!view) throw new SealchartError('E_NOT_FOUND');
    return view;
  }

  /** A former content, or the newest. Throws `E_NOT_FOUND` where the element is not the caller's to read, or no key packet to it. */
  async content(accountId: string, { elementId, contentVersion }: ContentParams): Promise<SealedContent> {
    const [head] = await this.readableBy(accountId, [elementId]);
    const [contentKey, key] = [versionKey(elementId, contentVersion), packetKey(elementId, accountId, contentVersion)];
    const packet = head?.live && (await this.keyPackets.findByKeys([key])).get(key);
    const sealed = packet && (await this.contents.findByKeys([contentKey])).get(contentKey);
    if (!packet || !sealed) throw new SealchartError('E_NOT_FOUND');
    return contentOf({ principal: accountId, contentVersion }, sealed, packet);
  }

  /** What of these elements is newer than what the caller verified. Absent and forbidden are both `missing`. */
  async read(accountId: string, request: ReadRequest): Promise<ReadResponse> {
    const { response, destroyed } = await this.#readOnce(accountId, request);
    if (destroyed.size === 0) return response;
    // Those are erased by now, and nothing comes behind that.
    const items = request.items.filter((item) => destroyed.has(item.elementId));
    const { response: later, destroyed: broken } = await this.#readOnce(accountId, { ...request, items });
    return {
      elements: [...response.elements, ...later.elements],
      missing: [...response.missing, ...later.missing, ...broken],
      ended: [...response.ended, ...later.ended],
      rest: [...response.rest, ...later.rest],
    };
  }

  /** Heads whose newest audience has the caller, with an end date that has not come. Nothing else is loaded before. */
  async readableBy(accountId: string, elementIds: readonly string[]): Promise<readonly ElementHead[]> {
    return (await this.#headsFor(accountId, elementIds)).readable;
  }

  async #headsFor(accountId: string, elementIds: readonly string[]): Promise<HeadsFor> {
    const heads = await this.heads.findHeads(elementIds);
    const nowMs = this.clock.now();
    const readable = heads.filter((head) => isReader(head, accountId, nowMs));
    const ended = heads.filter((head) => !readable.includes(head) && head.live && entryOf(head.live.audience, accountId));
    return { readable, ended: ended.map(({ elementId }) => elementId) };
  }

  async #readOnce(accountId: string, { items, content }: ReadRequest): Promise<Reading> {
    const after = new Map(items.map((item) => [item.elementId, item.after]));
    const { readable, ended: past } = await this.#headsFor(accountId, [...after.keys()]);
    const packets = await this.keyPackets.findByKeys(content ? readable.flatMap((head) => packetKeyOf(head, accountId)) : []);
    const packetOf = (head: ElementHead): KeyPacketDocument | undefined => packets.get(packetKeyOf(head, accountId)[0] ?? '');
    // Who has no packet to the newest content was just removed, or left out of it at its end. The owner never is: it was erased.
    const served = readable.filter((head) => !content || !head.live || packetOf(head));
    const unserved = readable.filter((head) => !served.includes(head));
    const places = served.map((head) => placeOf(head, after.get(head.elementId) ?? 0));
    const { pages, rest, destroyed } = await this.chains.read(places, { content });
    const ended = content ? pages.filter((page) => page.isEnd) : [];
    const stored = await this.contents.findByKeys(ended.flatMap(({ head }) => contentKeyOf(head)));
    const gone = new Set([...destroyed, ...unserved.filter(({ recordId }) => recordId === accountId).map(({ elementId }) => elementId)]);
    const elements = pages.flatMap((page): ElementView[] => {
      const { head } = page;
      if (!content || !page.isEnd || !head.live) return [viewOf(page)];
      const [sealed, packet] = [stored.get(contentKeyOf(head)[0] ?? ''), packetOf(head)];
      if (!sealed || !packet) {
        gone.add(head.elementId);
        return [];
      }
      const { contentVersion } = head.live.content;
      return [{ ...viewOf(page), content: contentOf({ principal: accountId, contentVersion }, sealed, packet) }];
    });
    const found = new Set(served.map((head) => head.elementId));
    const missing = [...after.keys()].filter((id) => !found.has(id) && !gone.has(id));
    return { response: { elements, missing, ended: [...past], rest: [...rest] }, destroyed: gone };
  }
}

/** Whether the newest audience has the account, with an end that has not come; of an erased element its owner. */
function isReader({ recordId, live }: ElementHead, accountId: string, nowMs: number): boolean {
  return live ? roleAt(live.audience, accountId, nowMs) !== undefined : recordId === accountId;
}

/** Keys of the newest content and of the caller's packet to it; none of an erased element. */
const contentKeyOf = ({ elementId, live }: ElementHead): string[] => (live ? [versionKey(elementId, live.content.contentVersion)] : []);
const packetKeyOf = ({ elementId, live }: ElementHead, accountId: string): string[] =>
  live ? [packetKey(elementId, accountId, live.content.contentVersion)] : [];

/** Of an erased element the `erase` alone is left. */
const placeOf = (head: ElementHead, after: number): ChainPlace => ({ head, after: head.live ? after : Math.max(after, head.version - 1) });

function viewOf({ head, manifests }: ChainPage): ElementView {
  const chain = manifests.map(({ statement, signature }) => toSignedStatement(statement, signature));
  return { elementId: head.elementId, chain, newest: head.version };
}

function contentOf(
  { principal, contentVersion }: { readonly principal: string; readonly contentVersion: number },
  { data, open }: ElementContentDocument,
  { epoch, packet }: KeyPacketDocument,
): SealedContent {
  return {
    contentVersion,
    // The platform's own encoder: ten times faster for megabytes.
    dataPacket: data.toString('base64url'),
    keyPacket: { principal, epoch, packet: packet.toString('base64url') },
    open,
  };
}
