import { Injectable } from '@nestjs/common';
import type { ElementView, ReadRequest, ReadResponse } from '@sealchart/protocol';
import { SealchartError, roleAt, toSignedStatement } from '@sealchart/protocol';
import { Clock } from '../../platform/clock.ts';
import type { ChainPage } from './chain-pages.ts';
import { ChainPages } from './chain-pages.ts';
import type { ElementContentDocument } from './element-content.schema.ts';
import { ElementContentsRepository } from './element-contents.repository.ts';
import { packetKey, versionKey } from './element-keys.ts';
import type { ElementHead } from './elements.repository.ts';
import { ElementsRepository } from './elements.repository.ts';
import type { KeyPacketDocument } from './key-packet.schema.ts';
import { KeyPacketsRepository } from './key-packets.repository.ts';

/** Serves the readers of the newest audience, each with its own key packet and no other. */
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

  /** What of these elements is newer than what the caller verified. Absent and forbidden are both `missing`. */
  async read(accountId: string, { items, content }: ReadRequest): Promise<ReadResponse> {
    const after = new Map(items.map((item) => [item.elementId, item.after]));
    const readable = await this.readableBy(accountId, [...after.keys()]);
    const packets = await this.keyPackets.findByKeys(content ? readable.map((head) => packetKeyOf(head, accountId)) : []);
    // Who has no packet to the newest content was just removed, or left out of it at its end.
    const served = readable.filter((head) => !content || packets.has(packetKeyOf(head, accountId)));
    const places = served.map((head) => ({ head, after: after.get(head.elementId) ?? 0 }));
    const { pages, rest } = await this.chains.read(places, { content });
    const ended = content ? pages.filter((page) => page.isEnd) : [];
    const stored = await this.contents.findByKeys(ended.map(({ head }) => contentKeyOf(head)));
    const elements = pages.map((page) => {
      const [sealed, packet] = [stored.get(contentKeyOf(page.head)), packets.get(packetKeyOf(page.head, accountId))];
      return { ...viewOf(page), ...(sealed && packet ? { content: contentOf(page.head, accountId, sealed, packet) } : {}) };
    });
    const found = new Set(served.map((head) => head.elementId));
    return { elements, missing: [...after.keys()].filter((id) => !found.has(id)), rest: [...rest] };
  }

  /** Heads whose newest audience has the caller, with an end date that has not come. Nothing else is loaded before. */
  async readableBy(accountId: string, elementIds: readonly string[]): Promise<ElementHead[]> {
    const heads = await this.heads.findHeads(elementIds);
    const nowMs = this.clock.now();
    return heads.filter((head) => roleAt(head.audience, accountId, nowMs) !== undefined);
  }
}

const contentKeyOf = (head: ElementHead): string => versionKey(head.elementId, head.content.contentVersion);
const packetKeyOf = (head: ElementHead, accountId: string): string => packetKey(head.elementId, accountId, head.content.contentVersion);

function viewOf({ head, manifests }: ChainPage): ElementView {
  const chain = manifests.map(({ statement, signature }) => toSignedStatement(statement, signature));
  return { elementId: head.elementId, chain, newest: head.version };
}

function contentOf(
  head: ElementHead,
  principal: string,
  { data, open }: ElementContentDocument,
  { epoch, packet }: KeyPacketDocument,
): NonNullable<ElementView['content']> {
  return {
    contentVersion: head.content.contentVersion,
    // The platform's own encoder: ten times faster for megabytes.
    dataPacket: data.toString('base64url'),
    keyPacket: { principal, epoch, packet: packet.toString('base64url') },
    open,
  };
}
