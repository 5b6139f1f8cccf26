import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';

/** Sentences for whoever runs the server, in the log of this very server: several may run in one process. Never a secret in them. */
@Injectable()
export class OperatorLog {
  constructor(private readonly host: HttpAdapterHost) {}

  /** Something that can be done, and need not be done now. */
  warn(sentence: string): void {
    this.#log.warn(sentence);
  }

  /** Something that must be done: people are kept out until then. */
  error(sentence: string): void {
    this.#log.error(sentence);
  }

  get #log(): FastifyInstance['log'] {
    return this.host.httpAdapter.getInstance<FastifyInstance>().log;
  }
}
