import { createHmac } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Kdf } from '@sealchart/protocol';
import { KDF_DEFAULT, joinNul } from '@sealchart/protocol';
import type { Secrets } from '../../platform/secrets/secrets.ts';
import { SECRETS } from '../../platform/secrets/secrets.ts';

const SALT_OCTETS = 16;

/** What an e-mail address becomes on this server, so that neither database nor answers tell which ones have accounts. */
@Injectable()
export class IdentityHash {
  constructor(@Inject(SECRETS) private readonly secrets: Secrets) {}

  /** The id under which an address is kept, base64url. */
  idOf(identifier: string): string {
    return this.#hmac('sealchart/v1/identity', identifier).toString('base64url');
  }

  /** The password settings of an address without account: always the same, and of the form that accounts have. */
  kdfOf(identifier: string): Kdf {
    const salt = this.#hmac('sealchart/v1/prelogin-salt', identifier).subarray(0, SALT_OCTETS);
    return { ...KDF_DEFAULT, salt: salt.toString('base64url') };
  }

  #hmac(purpose: string, identifier: string): Buffer {
    return createHmac('sha256', this.secrets.enumerationKey).update(joinNul(purpose, identifier)).digest();
  }
}
