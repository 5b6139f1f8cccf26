import type { Certificate, ElementManifest, ElementWrite, OpenFields, ParsedStatement } from '@sealchart/protocol';
import { checkContentReference, verifyStatement } from '@sealchart/protocol';
import {
  bytesOf,
  checkAuthor,
  checkClock,
  checkDataPacket,
  checkKeyPacket,
  checkOnePacketEach,
  checkParts,
  checkScope,
  entryOfPacket,
  readManifest,
} from './element-checks.ts';
import type { HistoryPacket } from './history-packets.ts';
import { checkOneHistoryPacketEach, entryOfHistoryPacket } from './history-packets.ts';

/** What a write is judged by besides itself and the element: who sends it, where, when. */
export interface WriteContext {
  readonly instanceId: string;
  readonly accountId: string;
  readonly nowMs: number;
  /** Current certificates of all accounts that the request names. */
  readonly certificates: ReadonlyMap<string, Certificate>;
}

/** One version that passed every check that needs nothing of the element. */
export interface WriteCandidate {
  readonly manifest: ParsedStatement<ElementManifest>;
  /** With content versions. */
  readonly content?: { readonly data: Buffer; readonly open: OpenFields };
  /** Key packets by principal. */
  readonly keyPackets: ReadonlyMap<string, Buffer>;
  /** With access versions. */
  readonly historyPackets: readonly HistoryPacket[];
}

/** Runs these checks in order; each has its own error, see `element-checks.ts`. */
export async function readCandidate(item: ElementWrite, context: WriteContext): Promise<WriteCandidate> {
  const manifest = await readManifest(context.instanceId, item);
  const { value } = manifest;
  await verifyStatement(manifest, checkAuthor(value, context.accountId, context.certificates.get(context.accountId)));
  checkClock(value, context.nowMs);
  checkScope(value);
  const reference = value.kind === 'erase' ? undefined : checkContentReference(value);
  checkParts(value, item);
  const data = item.dataPacket === undefined ? undefined : bytesOf(item.dataPacket);
  if (data && reference) await checkDataPacket(data, reference);
  const keyPackets = await readKeyPackets(value, item, context);
  const historyPackets = await readHistoryPackets(value, item, context);
  return { manifest, ...(data && item.open ? { content: { data, open: item.open } } : {}), keyPackets, historyPackets };
}

/** Bytes of everything that a version brings. */
export function bytesOfCandidate({ manifest, content, keyPackets, historyPackets }: WriteCandidate): number {
  const packets = [...keyPackets.values(), ...historyPackets.map(({ packet }) => packet)];
  const parts = [manifest.bytes, manifest.signature, ...(content ? [content.data] : []), ...packets];
  return parts.reduce((sum, part) => sum + part.length, 0);
}

async function readKeyPackets(value: ElementManifest, item: ElementWrite, context: WriteContext): Promise<ReadonlyMap<string, Buffer>> {
  checkOnePacketEach(item);
  const keyPackets = await Promise.all(
    item.keyPackets.map(async (packet) => {
      const bytes = bytesOf(packet.packet);
      await checkKeyPacket(bytes, entryOfPacket(value, packet), context.certificates.get(packet.principal));
      return [packet.principal, bytes] as const;
    }),
  );
  return new Map(keyPackets);
}

async function readHistoryPackets(
  value: ElementManifest,
  { historyPackets = [] }: ElementWrite,
  context: WriteContext,
): Promise<HistoryPacket[]> {
  checkOneHistoryPacketEach(historyPackets);
  return Promise.all(
    historyPackets.map(async ({ principal, contentVersion, packet: text }) => {
      const packet = bytesOf(text);
      await checkKeyPacket(packet, entryOfHistoryPacket(value, { principal, contentVersion }), context.certificates.get(principal));
      return { principal, contentVersion, packet };
    }),
  );
}
