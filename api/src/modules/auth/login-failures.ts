import type { OnModuleInit } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { LOGIN_FAILURES_PER_HOUR } from '@sealchart/protocol';
import type { Connection } from 'mongoose';
import { ACCOUNTS } from '../../platform/database/connections.ts';
import { Counter } from '../../platform/limits/counter.ts';
import { IdentityHash } from '../accounts/identity-hash.ts';

const HOUR_SECONDS = 3_600;

/** Counts wrong passwords for each address, known or not, on all nodes together. */
@Injectable()
export class LoginFailures implements OnModuleInit {
  #counter: Counter | undefined;

  constructor(
    @InjectConnection(ACCOUNTS) private readonly connection: Connection,
    private readonly identities: IdentityHash,
  ) {}

  async onModuleInit(): Promise<void> {
    const rate = { points: LOGIN_FAILURES_PER_HOUR, seconds: HOUR_SECONDS };
    this.#counter = await Counter.shared(this.connection, 'login-failures', rate);
  }

  /** Counts a try before it is judged: of many at once, too, only so many are. Throws `E_THROTTLED`. */
  async begin(identifier: string): Promise<void> {
    await this.#counter?.take(this.identities.idOf(identifier));
  }

  /** The try was not judged, and so told nobody anything: it does not count. */
  async undo(identifier: string): Promise<void> {
    await this.#counter?.giveBack(this.identities.idOf(identifier));
  }

  /** The try was right: nothing is held against the address any more. */
  async succeed(identifier: string): Promise<void> {
    await this.#counter?.forget(this.identities.idOf(identifier));
  }
}
