import type { ElementState, ErasedState } from '@sealchart/protocol';
import { SealchartError, erasedState, hasEnded, nextElementState, packetRuleOf, positionOf, roleAt } from '@sealchart/protocol';
import { checkEndDates } from './element-checks.ts';
import { checkHistoryPackets } from './history-packets.ts';
import type { StoredState } from './stored-element.ts';
import { isLive } from './stored-element.ts';
import type { WriteCandidate, WriteContext } from './write-candidate.ts';

/** What of the element decides, besides its head. */
export interface Holdings {
  /** Hash of the manifest stored as this version; undefined when there is none. */
  readonly hashOf: (version: number) => string | undefined;
  /** Whether a packet of this principal to the newest content is stored. */
  readonly hasPacket: (principal: string) => boolean;
  /** Content versions below the newest that are stored; known where the audience entitles anybody to them. */
  readonly formerContents: readonly number[];
}

/** A version that may be stored, or one that is stored already. */
export type Admission = { readonly status: 'stored'; readonly state: StoredState } | { readonly status: 'unchanged' };

/**
 * Judges a version against the element as it is now. Rights come first: `E_NOT_FOUND` looks the same for an element that is
 * not there and one that the author may not (or no longer) see. Then `E_CONFLICT` for a place that is taken or lies beyond a
 * gap, the codes of `nextElementState` or `erasedState`, `E_CLOCK` for an end date that has passed, and `E_FORMAT` or `E_LIMIT` for
 * key packets missing or too many. What was erased stays so: `E_ERASED` for its owner.
 */
export function admit(state: StoredState | undefined, candidate: WriteCandidate, holdings: Holdings, context: WriteContext): Admission {
  if (state && !isLive(state)) return admitErased(state, candidate, context);
  const { value, hash } = candidate.manifest;
  checkVisible(state, value.version, context);
  if (holdings.hashOf(value.version) === hash) return { status: 'unchanged' };
  if (positionOf(state, value) !== 'successor') throw new SealchartError('E_CONFLICT');
  if (value.kind === 'erase') return { status: 'stored', state: erasedState(state, candidate.manifest) };
  const next = nextElementState(state, candidate.manifest);
  checkEndDates(state, value, context.nowMs);
  checkPackets(state, candidate, holdings, context);
  checkHistoryPackets(state, candidate, holdings.formerContents);
  return { status: 'stored', state: next };
}

/** Nothing follows an `erase`; sent again, it is there already. */
function admitErased({ recordId, manifestHash }: ErasedState, { manifest }: WriteCandidate, { accountId }: WriteContext): Admission {
  if (accountId !== recordId) throw new SealchartError(manifest.value.version === 1 ? 'E_CONFLICT' : 'E_NOT_FOUND');
  if (manifest.hash === manifestHash) return { status: 'unchanged' };
  throw new SealchartError('E_ERASED');
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
