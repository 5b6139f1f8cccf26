import type { Bytes } from '@sealchart/protocol';
import { SealchartError, concatBytes, joinNul, utf8 } from '@sealchart/protocol';
import { hkdfSha256 } from '../crypto/hkdf.ts';
import type { Random } from '../ports/random.ts';

const NONCE_OCTETS = 12;

/** Seals what a device keeps, each entry bound to its name: AES-256-GCM, nonce in front of ciphertext and tag. */
export interface StoreCipher {
  seal(name: string, plaintext: Bytes): Promise<Bytes>;
  /** `E_STORE` when the entry was not sealed with this key and under this name. */
  open(name: string, sealed: Uint8Array): Promise<Bytes>;
}

const parameters = (name: string, iv: Bytes) => ({ name: 'AES-GCM', iv, additionalData: utf8(name) });

/** The cipher of one account on one instance; its key follows from this device's store key (32 bytes). */
export async function storeCipher(storeKey: Bytes, instanceId: string, accountId: string, random: Random): Promise<StoreCipher> {
  const derived = await hkdfSha256(storeKey, joinNul('sealchart/v1/local-store', instanceId, accountId), 32);
  const key = await crypto.subtle.importKey('raw', derived, 'AES-GCM', false, ['encrypt', 'decrypt']);
  derived.fill(0);
  return {
    async seal(name, plaintext) {
      const nonce = random.bytes(NONCE_OCTETS);
      return concatBytes(nonce, new Uint8Array(await crypto.subtle.encrypt(parameters(name, nonce), key, plaintext)));
    },
    async open(name, sealed) {
      try {
        const [nonce, rest] = [sealed.slice(0, NONCE_OCTETS), sealed.slice(NONCE_OCTETS)];
        return new Uint8Array(await crypto.subtle.decrypt(parameters(name, nonce), key, rest));
      } catch (cause) {
        throw new SealchartError('E_STORE', { detail: `entry ${name} is damaged or not from this account`, cause });
      }
    },
  };
}
