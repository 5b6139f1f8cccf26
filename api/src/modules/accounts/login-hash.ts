import { randomBytes } from 'node:crypto';
import type { OnModuleInit } from '@nestjs/common';
import { Inject, Injectable } from '@nestjs/common';
import { LOGIN_HASHES, LOGIN_HASHES_WAITING, SealchartError, fromB64u } from '@sealchart/protocol';
import argon2 from 'argon2';
import { Lanes } from '../../platform/limits/lanes.ts';
import { OperatorLog } from '../../platform/operator-log.ts';
import type { Secrets } from '../../platform/secrets/secrets.ts';
import { SECRETS } from '../../platform/secrets/secrets.ts';
import type { KeptLogin } from './account.schema.ts';

/** What one hash costs: kibibytes, passes and lanes of Argon2id. */
export interface HashCost {
  readonly memoryCost: number;
  readonly timeCost: number;
  readonly parallelism: number;
}

/**
 * Argon2id on the server: 19 MiB, two passes (OWASP's first choice for one lane). The login secret has 256 bits already; the client's
 * stretch is what slows guessing at passwords.
 */
const COST: HashCost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/**
 * Hashes login secrets and compares them, at the same cost whether the account exists or not; few at once, because each takes 19 MiB and
 * a thread. Throws `E_UNAVAILABLE` when too many wait.
 */
@Injectable()
export class LoginHash implements OnModuleInit {
  readonly #lanes = new Lanes(LOGIN_HASHES, LOGIN_HASHES_WAITING);
  /** Of a secret that nobody knows. */
  #nobody = '';
  #cost = COST;

  constructor(
    @Inject(SECRETS) private readonly secrets: Secrets,
    private readonly log: OperatorLog,
  ) {}

  onModuleInit(): Promise<void> {
    return this.hashAt(COST);
  }

  /** From now on, hashes cost this, also the comparisons for accounts that do not exist. Only tests of other things want another cost. */
  async hashAt(cost: HashCost): Promise<void> {
    this.#cost = cost;
    this.#nobody = (await this.hash(randomBytes(32).toString('base64url'))).loginHash;
  }

  /** A login secret (32 bytes, base64url) as it is kept: with own salt and the current pepper. */
  async hash(loginSecret: string): Promise<KeptLogin> {
    const secret = Buffer.from(fromB64u(loginSecret));
    const { id, key } = this.secrets.peppers.current;
    return {
      loginHash: await this.#lanes.run(() => argon2.hash(secret, { ...this.#cost, type: argon2.argon2id, secret: key })),
      pepper: id,
    };
  }

  /**
   * Whether the secret belongs to what is kept, compared in constant time; with nothing kept it takes as long and is false. Throws
   * `E_UNAVAILABLE` where it was made with a pepper that this node does not have: nobody is told then that a password is wrong.
   */
  async matches(kept: KeptLogin | undefined, loginSecret: string): Promise<boolean> {
    const secret = Buffer.from(fromB64u(loginSecret));
    const pepper = kept === undefined ? this.secrets.peppers.current.key : await this.#pepperOf(kept);
    const isRight = await this.#lanes.run(() => argon2.verify(kept?.loginHash ?? this.#nobody, secret, { secret: pepper }));
    return isRight && kept !== undefined;
  }

  /** Whether it was made with another pepper or other parameters than today's. */
  isOutdated({ loginHash, pepper }: KeptLogin): boolean {
    return pepper !== this.secrets.peppers.current.id || argon2.needsRehash(loginHash, this.#cost);
  }

  async #pepperOf({ pepper }: KeptLogin): Promise<Buffer> {
    const key = await this.secrets.peppers.find(pepper);
    if (key) return key;
    this.log.error(
      `E_SECRETS: an account needs pepper-${pepper}, which is not in the folder that SECRETS_DIR names: give this node a copy of the secrets of the others and start it again; until then such accounts cannot log in here`,
    );
    throw new SealchartError('E_UNAVAILABLE', { cause: new Error('a pepper is missing') });
  }
}
