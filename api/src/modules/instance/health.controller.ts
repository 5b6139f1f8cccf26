import { Controller, Get } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { SealchartError } from '@sealchart/protocol';
import type { Connection } from 'mongoose';
import * as z from 'zod/mini';
import { Limits } from '../../access/limits.ts';
import { Public } from '../../access/rights.ts';
import { ACCOUNTS, RECORDS } from '../../platform/database/connections.ts';
import { Answers } from '../../platform/http/answers.ts';
import { AnyClient } from '../../platform/http/client-version.guard.ts';

const Health = z.strictObject({ status: z.enum(['live', 'ready']) });
type Health = z.infer<typeof Health>;

/** A database that takes longer than this is not ready. */
const PING_MS = 2_000;

/** For balancers and container runtimes: outside the versioned interface. */
@Controller()
@Public()
@AnyClient()
@Limits('public')
export class HealthController {
  readonly #connections: readonly Connection[];

  constructor(@InjectConnection(ACCOUNTS) accounts: Connection, @InjectConnection(RECORDS) records: Connection) {
    this.#connections = [accounts, records];
  }

  /** The process runs. */
  @Get('health')
  @Answers(200, Health)
  live(): Health {
    return { status: 'live' };
  }

  /** Both databases answer. */
  @Get('ready')
  @Answers(200, Health)
  async ready(): Promise<Health> {
    try {
      await Promise.all(
        this.#connections.map((connection) => connection.getClient().db('admin').command({ ping: 1 }, { timeoutMS: PING_MS })),
      );
    } catch (cause) {
      throw new SealchartError('E_UNAVAILABLE', { detail: 'a database does not answer', cause });
    }
    return { status: 'ready' };
  }
}
