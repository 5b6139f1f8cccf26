import { randomBytes } from 'node:crypto';
import type { OnModuleInit } from '@nestjs/common';
import { Inject, Injectable } from '@nestjs/common';
import { LOGIN_HASHES, LOGIN_HASHES_WAITING, fromB64u } from '@sealchart/protocol';
import argon2 from 'argon2';
import { Lanes } from '../../platform/limits/lanes.ts';
import type { Secrets } from '../../platform/secrets/secrets.ts';
import { SECRETS } from '../../platform/secrets/secrets.ts';

/**
 * Argon2id on the server: 19 MiB, two passes (OWASP's first choice for one lane). The login secret has 256 bits already; the client's
 * stretch is what slows guessing at passwords.
 */
const PARAMETERS = { type: argon2.argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/**
 * Hashes login secrets and compares them, at the same cost whether the account exists or not; few at once, because each takes 19 MiB and
 * a thread. Throws `E_UNAVAILABLE` when too many wait.
 */
@Injectable()
export class LoginHash implements OnModuleInit {
  readonly #lanes = new Lanes(LOGIN_HASHES, LOGIN_HASHES_WAITING);
  /** Of a secret that nobody knows. */
  #nobody = '';

  constructor(@Inject(SECRETS) private readonly secrets: Secrets) {}

  async onModuleInit(): Promise<void> {
    this.#nobody = await this.hash(randomBytes(32).toString('base64url'));
  }

  /** PHC string of a login secret (32 bytes, base64url), with own salt and the pepper. */
  async hash(loginSecret: string): Promise<string> {
    const secret = Buffer.from(fromB64u(loginSecret));
    return this.#lanes.run(() => argon2.hash(secret, { ...PARAMETERS, secret: this.secrets.pepper }));
  }

  /** Whether the secret belongs to the hash, compared in constant time; without a hash it takes as long and is false. */
  async matches(hash: string | undefined, loginSecret: string): Promise<boolean> {
    const secret = Buffer.from(fromB64u(loginSecret));
    const isRight = await this.#lanes.run(() => argon2.verify(hash ?? this.#nobody, secret, { secret: this.secrets.pepper }));
    return isRight && hash !== undefined;
  }

  /** Whether the hash was made with other parameters than today's. */
  isOutdated(hash: string): boolean {
    return argon2.needsRehash(hash, PARAMETERS);
  }
}
