import { CLOCK_AHEAD_MS } from '../limits.ts';
import type { Audience, AudienceEntry, ElementManifest } from './element-manifest.ts';
import { entryOf, hasEnded, hasMoved } from './element-rights.ts';

/** What is needed of the state before; undefined for the first version. */
interface Before {
  readonly audience: Audience;
}

/** Whether a key packet for an entry must, may or must not come with a version. */
export type PacketRule = 'required' | 'optional' | 'none';

/**
 * The entries of an audience that need a key packet with this version: all of a content version; of an access version
 * those that are new or whose epoch or key moved.
 */
export function entriesNeedingPackets(state: Before | undefined, manifest: ElementManifest): AudienceEntry[] {
  return manifest.audience.filter((entry) => needsPacket(state, manifest, entry));
}

function needsPacket(state: Before | undefined, { kind }: ElementManifest, entry: AudienceEntry): boolean {
  if (!state || kind === 'content') return true;
  const before = entryOf(state.audience, entry.principal);
  return !before || hasMoved(before, entry);
}

/**
 * What holds for one entry of the manifest at a time (milliseconds). An entry that has ended needs no packet, and around
 * its end, where clocks differ, both are right. An entry whose end date moves may lack one from before, and may get it.
 */
export function packetRuleOf(state: Before | undefined, manifest: ElementManifest, entry: AudienceEntry, atMs: number): PacketRule {
  if (needsPacket(state, manifest, entry)) return hasEnded(entry, atMs + CLOCK_AHEAD_MS) ? 'optional' : 'required';
  return state && entryOf(state.audience, entry.principal)?.until !== entry.until ? 'optional' : 'none';
}

/**
 * The entries that get the keys of every earlier content with this version: in an access version those that are entitled to the
 * history and were not before. Along the chain that follows they get each new one as all readers do.
 */
export function entriesNeedingHistory(state: Before | undefined, manifest: ElementManifest): AudienceEntry[] {
  if (!state || manifest.kind !== 'access') return [];
  return manifest.audience.filter((entry) => entry.history === true && entryOf(state.audience, entry.principal)?.history !== true);
}

/** The principals that lose the keys of every earlier content with this version, but keep that of the newest: their entry is no longer entitled. */
export function principalsLosingHistory(state: Before | undefined, manifest: ElementManifest): string[] {
  const before = (state?.audience ?? []).filter((entry) => entry.history === true).map((entry) => entry.principal);
  return before.filter((principal) => {
    const entry = entryOf(manifest.audience, principal);
    return entry !== undefined && entry.history !== true;
  });
}
