import { sign } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Secrets } from './secrets.ts';
import { SECRETS } from './secrets.ts';

/** Signs what is the instance's own word. */
@Injectable()
export class InstanceSigner {
  constructor(@Inject(SECRETS) private readonly secrets: Secrets) {}

  /** A raw Ed25519 signature (RFC 8032) of 64 bytes, by the key that clients have pinned. */
  sign(statement: Uint8Array): Buffer {
    return sign(null, statement, this.secrets.logKey);
  }
}
