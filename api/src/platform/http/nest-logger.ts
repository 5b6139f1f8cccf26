import type { LoggerService } from '@nestjs/common';
import type { FastifyBaseLogger } from 'fastify';

/** Nest's own words, in the one log of the server. What it tells about routine is for debugging only. */
export class NestLogger implements LoggerService {
  readonly #log: FastifyBaseLogger;

  constructor(log: FastifyBaseLogger) {
    this.#log = log;
  }

  log(message: unknown): void {
    this.#log.debug(String(message));
  }

  error(message: unknown): void {
    if (message instanceof Error) this.#log.error({ err: message }, 'error');
    else this.#log.error(String(message));
  }

  warn(message: unknown): void {
    this.#log.warn(String(message));
  }
}
