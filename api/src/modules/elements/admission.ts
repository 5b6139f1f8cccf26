import type { ElementState } from '@sealchart/protocol';
import { SealchartError, hasEnded, nextElementState, packetRuleOf, positionOf, roleAt } from '@sealchart/protocol';
import type { WriteCandidate, WriteContext } from './write-candidate.ts';

/** What of the element decides, besides its head. */
export interface Holdings {
  /** Hash of the manifest stored as this version; undefined when there is none. */
  readonly hashOf: (version: number) => string | undefined;
  /** Whether a packet of this principal to the newest content is stored. */
  readonly hasPacket: (principal: string) => boolean;
}

/** A version that may be stored, or one that is stored already. */
export type Admission = { readonly status: 'stored'; readonly state: ElementState } | { readonly status: 'unchanged' };

/**
 * Judges a version against the element as it is now. Rights come first: `E_NOT_FOUND` looks the same for an element that is
 * not there and one that the author may not (or no longer) see. Then `E_CONFLICT` for a place that is taken or lies beyond a
 * gap, the codes of `nextElementState`, and `E_FORMAT` for key packets missing or too many.
 */
export function admit(state: ElementState | undefined, candidate: WriteCandidate, holdings: Holdings, context: WriteContext): Admission {
  const { value, hash } = candidate.manifest;
  checkVisible(state, value.version, context);
  if (holdings.hashOf(value.version) === hash) return { status: 'unchanged' };
  if (positionOf(state, value) !== 'successor') throw new SealchartError('E_CONFLICT');
  const next = nextElementState(state, candidate.manifest);
  checkPackets(state, candidate, holdings, context);
  return { status: 'stored', state: next };
}

/** A first version needs nothing; whoever takes an id that is taken learns only that. */
function checkVisible(state: ElementState | undefined, version: number, { accountId, nowMs }: WriteContext): void {
  if (state && roleAt(state.audience, accountId, nowMs)) return;
  if (version === 1) {
    if (state) throw new SealchartError('E_CONFLICT');
    return;
  }
  throw new SealchartError('E_NOT_FOUND');
}

/** A key packet for each entry that needs one, and for no other: `E_FORMAT`. */
function checkPackets(
  state: ElementState | undefined,
  { manifest, keyPackets }: WriteCandidate,
  holdings: Holdings,
  { nowMs }: WriteContext,
): void {
  for (const entry of manifest.value.audience) {
    const rule = packetRuleOf(state, manifest.value, entry, nowMs);
    const isThere = keyPackets.has(entry.principal);
    if (rule === 'none' && isThere) throw new SealchartError('E_FORMAT', { detail: `keyPackets: ${entry.principal} has its packet` });
    // Who gets more time after its end may have been left out of the newest content.
    const isLeftOut = manifest.value.kind === 'access' && !hasEnded(entry, nowMs) && !holdings.hasPacket(entry.principal);
    if (!isThere && (rule === 'required' || (rule === 'optional' && isLeftOut))) {
      throw new SealchartError('E_FORMAT', { detail: `keyPackets: none for ${entry.principal}` });
    }
  }
}
