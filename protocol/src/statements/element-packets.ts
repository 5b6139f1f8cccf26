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
  if (!state || manifest.kind === 'content') return [...manifest.audience];
  return manifest.audience.filter((entry) => {
    const before = entryOf(state.audience, entry.principal);
    return !before || hasMoved(before, entry);
  });
}

/**
 * What holds for one entry of the manifest at a time (milliseconds). An entry that has ended needs no packet, and around
 * its end, where clocks differ, both are right. An entry whose end date moves may lack one from before, and may get it.
 */
export function packetRuleOf(state: Before | undefined, manifest: ElementManifest, entry: AudienceEntry, atMs: number): PacketRule {
  if (entriesNeedingPackets(state, manifest).includes(entry)) return hasEnded(entry, atMs + CLOCK_AHEAD_MS) ? 'optional' : 'required';
  return state && entryOf(state.audience, entry.principal)?.until !== entry.until ? 'optional' : 'none';
}
