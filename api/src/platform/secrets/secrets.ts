import type { KeyObject } from 'node:crypto';

/** What the server keeps to itself; made at first start, never defaulted, never in a database. */
export interface Secrets {
  /** Mixed into every hash of a login secret (Argon2's secret value): a stolen database alone cannot be guessed against. */
  readonly pepper: Buffer;
  /** Signs the cookies of the web client. */
  readonly cookieKey: Buffer;
  /** Hides e-mail addresses at rest and answers for addresses without account. */
  readonly enumerationKey: Buffer;
  /** Ed25519: signs what is the instance's own word. */
  readonly logKey: KeyObject;
  /** Raw public half of `logKey`, base64url. */
  readonly logPublicKey: string;
  /** Keyed digest of all secrets: tells a folder of another instance or time. */
  readonly check: string;
}

export const SECRETS = Symbol('Secrets');
