import type { Bytes } from '@sealchart/protocol';
import { joinNul, toB64u } from '@sealchart/protocol';
import { hkdfSha256 } from './hkdf.ts';

/** The content version of an element that a session key belongs to. */
export interface CommittedKey {
  readonly sessionKey: Bytes;
  readonly instanceId: string;
  readonly elementId: string;
  readonly contentVersion: number;
}

/**
 * `keyCommitment` of a manifest, base64url: ties a session key to one content version of one element. Compared before
 * anything is decrypted with the key and before the key is wrapped for anybody.
 */
export async function keyCommitment({ sessionKey, instanceId, elementId, contentVersion }: CommittedKey): Promise<string> {
  const info = joinNul('sealchart/v1/key-commitment', instanceId, elementId, String(contentVersion));
  return toB64u(await hkdfSha256(sessionKey, info, 32));
}
