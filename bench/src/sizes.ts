import type { MadeUpResource } from './seeded.ts';
import { madeUpObservations } from './seeded.ts';

/** One size of resource, with how often it is measured. */
export interface Size {
  readonly label: string;
  readonly resources: readonly MadeUpResource[];
  readonly rounds: number;
  readonly calls: number;
  /** What is asked of sealing and opening at this size, if anything. */
  readonly target: { readonly target?: number };
}

const SEED = 20_261_121;
const KIB = 1_024;

/** What sealing and opening are measured at. Every round goes through all resources of a size. */
export function sizesOf(isShort: boolean): Size[] {
  const rounds = isShort ? 5 : 51;
  // Short rounds: what else the machine does then falls on both ways of a round alike.
  const [small, large] = [madeUpObservations(20, SEED), madeUpObservations(5, SEED, 100 * KIB)];
  return [
    { label: 'about 1 KB', resources: small, rounds, calls: small.length, target: { target: 0.8 } },
    { label: '100 KB', resources: large, rounds, calls: large.length, target: {} },
  ];
}
