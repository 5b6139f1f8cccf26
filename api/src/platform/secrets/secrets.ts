import type { KeyObject } from 'node:crypto';
import type { Peppers } from './peppers.ts';

/** What the server keeps to itself; made at first start, never defaulted, never in a database. */
export interface Secrets {
  readonly peppers: Peppers;
  /** Hides e-mail addresses at rest and answers for addresses without account. */
  readonly enumerationKey: Buffer;
  /** Ed25519: signs what is the instance's own word. */
  readonly logKey: KeyObject;
  /** Raw public half of `logKey`, base64url. */
  readonly logPublicKey: string;
  /** Keyed digest of what never changes, all but the peppers: tells a folder of another instance. */
  readonly check: string;
}

export const SECRETS = Symbol('Secrets');
