import type { ElementState, ErasedState } from '@sealchart/protocol';

/** What the newest manifest of an element proves, or what is left of it once it was erased. */
export type StoredState = ElementState | ErasedState;

/** An element as it is stored. */
export interface StoredElement {
  readonly state: StoredState;
  /** Of everything that its versions brought: manifests, signatures, data and key packets; 0 of an erased element. */
  readonly bytes: number;
}

/** An element that is erased, with the bytes that it had until then. */
export interface ErasedElement {
  readonly state: ErasedState;
  readonly bytes: number;
}

/** False of an element that was erased. */
export function isLive(state: StoredState): state is ElementState {
  return 'audience' in state;
}
