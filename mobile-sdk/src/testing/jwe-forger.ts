import type { Bytes } from '@sealchart/protocol';
import type { CompactJWEHeaderParameters } from 'jose';
import { CompactEncrypt } from 'jose';

/** A compact JWE with whatever header the library knows, compression included: any that a server could hand out. */
export function forgeJwe(header: CompactJWEHeaderParameters, key: Bytes | CryptoKey, plaintext: Uint8Array): Promise<string> {
  return new CompactEncrypt(plaintext).setProtectedHeader(header).encrypt(key);
}
