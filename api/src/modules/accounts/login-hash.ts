import { randomBytes } from 'node:crypto';
import type { OnModuleInit } from '@nestjs/common';
import { Inject, Injectable } from '@nestjs/common';
import { fromB64u } from '@sealchart/protocol';
import argon2 from 'argon2';
import type { Secrets } from '../../platform/secrets/secrets.ts';
import { SECRETS } from '../../platform/secrets/secrets.ts';

/**
 * Argon2id on the server: 19 MiB, two passes (OWASP's first choice for one lane). The login secret has 256 bits already; the client's
 * stretch is what slows guessing at passwords.
 */
const PARAMETERS = { type: argon2.argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Hashes login secrets and compares them, at the same cost whether the account exists or not. */
@Injectable()
export class LoginHash implements OnModuleInit {
  /** Of a secret that nobody knows. */
  #nobody = '';

  constructor(@Inject(SECRETS) private readonly secrets: Secrets) {}

  async onModuleInit(): Promise<void> {
    this.#nobody = await this.hash(randomBytes(32).toString('base64url'));
  }

  /** PHC string of a login secret (32 bytes, base64url), with own salt and the pepper. */
  async hash(loginSecret: string): Promise<string> {
    return argon2.hash(Buffer.from(fromB64u(loginSecret)), { ...PARAMETERS, secret: this.secrets.pepper });
  }

  /** Whether the secret belongs to the hash, compared in constant time; without a hash it takes as long and is false. */
  async matches(hash: string | undefined, loginSecret: string): Promise<boolean> {
    const isRight = await argon2.verify(hash ?? this.#nobody, Buffer.from(fromB64u(loginSecret)), { secret: this.secrets.pepper });
    return isRight && hash !== undefined;
  }

  /** Whether the hash was made with other parameters than today's. */
  isOutdated(hash: string): boolean {
    return argon2.needsRehash(hash, PARAMETERS);
  }
}
