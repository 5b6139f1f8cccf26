import type { AudienceEntry, ElementManifest } from '@sealchart/protocol';
import { entryOf, fromInstant, hasEnded, hasMoved } from '@sealchart/protocol';
import type { NamedPackets } from './content-checks.ts';

/** A version, with the content that it shows. */
interface Step {
  readonly value: ElementManifest;
  readonly stored: { readonly state: { readonly content: { readonly contentVersion: number } } };
}

/**
 * The contents that a verified chain gives an account key packets to, with the packets that its manifests name: those made while it
 * was a reader, and all before where it became entitled to the history. Who is taken out loses all, who comes back begins anew.
 */
export function ownPackets(versions: readonly Step[], accountId: string): ReadonlyMap<number, NamedPackets> {
  const packets = new Map<number, NamedPackets>();
  const formers: number[] = [];
  let before: AudienceEntry | undefined;
  for (const { value, stored } of versions) {
    const entry = entryOf(value.audience, accountId);
    const { contentVersion } = stored.state.content;
    if (!entry) packets.clear();
    else {
      if (hasLostHistory(before, entry)) keepOnly(packets, contentVersion);
      if (hasNewPacket(before, entry, value)) addPacket(packets, contentVersion, entry, entry.packetHash);
      if (value.kind === 'access' && entry.history && !before?.history) addHistory(packets, entry, formers, contentVersion);
    }
    if (value.kind === 'content') formers.push(contentVersion);
    before = entry;
  }
  return packets;
}

function hasLostHistory(before: AudienceEntry | undefined, after: AudienceEntry): boolean {
  return before?.history === true && after.history === undefined;
}

/** As `packetRuleOf` asks of a server, by the time that the author named. */
function hasNewPacket(before: AudienceEntry | undefined, entry: AudienceEntry, { kind, authoredAt }: ElementManifest): boolean {
  if (kind === 'content') return !hasEnded(entry, fromInstant(authoredAt));
  return !before || hasMoved(before, entry) || before.until !== entry.until;
}

function addHistory(packets: Map<number, NamedPackets>, entry: AudienceEntry, formers: readonly number[], newest: number): void {
  const hashes = new Map(entry.historyPackets?.map(({ contentVersion, packetHash }) => [contentVersion, packetHash]));
  for (const contentVersion of formers) {
    if (contentVersion < newest) addPacket(packets, contentVersion, entry, hashes.get(contentVersion));
  }
}

function addPacket(packets: Map<number, NamedPackets>, contentVersion: number, { epoch }: AudienceEntry, hash: string | undefined): void {
  packets.set(contentVersion, { epoch, hashes: [...(packets.get(contentVersion)?.hashes ?? []), hash] });
}

function keepOnly(packets: Map<number, NamedPackets>, contentVersion: number): void {
  for (const other of packets.keys()) if (other !== contentVersion) packets.delete(other);
}
