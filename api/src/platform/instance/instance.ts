import type { Secrets } from '../secrets/secrets.ts';

/** What this deployment is, the same on every node and at every start. */
export interface Instance {
  readonly instanceId: string;
  /** The host name that it was set up with: lower-case A-labels, no port, no final dot. */
  readonly realm: string;
  /** Raw Ed25519 public key of the instance, base64url. */
  readonly logKey: string;
}

export const INSTANCE = Symbol('Instance');

/** The form of the stored data. Raised with every change that an older release could not read; see `data-migration.ts`. */
export const DATA_VERSION = 3;

export interface OpenedInstance {
  readonly instance: Instance;
  readonly secrets: Secrets;
}
