import type { AudienceEntry, ElementManifest, ElementState, HistoryPacketEntry } from '@sealchart/protocol';
import { HISTORY_PACKETS, SealchartError, entriesNeedingHistory, entryOf } from '@sealchart/protocol';
import type { WriteCandidate } from './write-candidate.ts';

/** The key of one former content for one principal, checked and ready to store. */
export interface HistoryPacket extends Pick<HistoryPacketEntry, 'principal' | 'contentVersion'> {
  readonly packet: Buffer;
}

/**
 * The audience entry that such a packet belongs to, with the hash that was signed for it: `E_FORMAT` when there is none, or none that is
 * entitled to the history.
 */
export function entryOfHistoryPacket(
  { audience }: ElementManifest,
  { principal, contentVersion }: Pick<HistoryPacketEntry, 'principal' | 'contentVersion'>,
): AudienceEntry {
  const entry = entryOf(audience, principal);
  if (!entry?.history) throw new SealchartError('E_FORMAT', { detail: `historyPackets: ${principal} is not entitled to the history` });
  const { packetHash: _, ...rest } = entry;
  const listed = entry.historyPackets?.find((packet) => packet.contentVersion === contentVersion);
  return listed ? { ...rest, packetHash: listed.packetHash } : rest;
}

/** One packet for a principal and content version, not two: `E_FORMAT`. */
export function checkOneHistoryPacketEach(packets: readonly HistoryPacketEntry[]): void {
  if (new Set(packets.map(placeOf)).size !== packets.length) {
    throw new SealchartError('E_FORMAT', { detail: 'historyPackets: a content version twice for one principal' });
  }
}

/**
 * A packet of each former content for each entry that is newly entitled to the history, and no other; no hash is listed without its
 * packet. `E_FORMAT`, which names who lacks what, and `E_LIMIT` where these are too many for one version.
 */
export function checkHistoryPackets(
  state: ElementState | undefined,
  { manifest: { value }, historyPackets }: WriteCandidate,
  formerContents: readonly number[],
): void {
  const entries = entriesNeedingHistory(state, value);
  if (entries.length * formerContents.length > HISTORY_PACKETS) throw tooMany();
  const needed = new Map(
    entries.flatMap(({ principal }) => formerContents.map((contentVersion) => [placeOf({ principal, contentVersion }), principal])),
  );
  const given = new Set(historyPackets.map(placeOf));
  for (const packet of historyPackets) {
    if (!needed.has(placeOf(packet))) throw refuse(`${packet.principal} needs none to content version ${packet.contentVersion}`);
  }
  for (const { principal } of entries) {
    const missing = formerContents.find((contentVersion) => !given.has(placeOf({ principal, contentVersion })));
    if (missing !== undefined) throw refuse(`none for ${principal} to content version ${missing}`);
  }
  for (const entry of value.audience) checkListed(state, entry, given);
}

/** Hashes that are listed are those of before, or of packets that come with the version. */
function checkListed(state: ElementState | undefined, { principal, historyPackets = [] }: AudienceEntry, given: ReadonlySet<string>): void {
  if (historyPackets.length === 0) return;
  const before = new Map(
    (state ? (entryOf(state.audience, principal)?.historyPackets ?? []) : []).map((packet) => [packet.contentVersion, packet.packetHash]),
  );
  for (const { contentVersion, packetHash } of historyPackets) {
    if (given.has(placeOf({ principal, contentVersion })) || before.get(contentVersion) === packetHash) continue;
    throw refuse(`a hash without packet, of ${principal} to content version ${contentVersion}`);
  }
}

const placeOf = ({ principal, contentVersion }: Pick<HistoryPacketEntry, 'principal' | 'contentVersion'>): string =>
  `${principal}:${contentVersion}`;

function refuse(what: string): SealchartError {
  return new SealchartError('E_FORMAT', { detail: `historyPackets: ${what}` });
}

function tooMany(): SealchartError {
  const detail = `at most ${HISTORY_PACKETS} keys of former versions come with one share; share with fewer people at once, or share a copy`;
  return new SealchartError('E_LIMIT', { detail });
}
