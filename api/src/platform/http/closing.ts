import type { Server } from 'node:http';
import type { BeforeApplicationShutdown } from '@nestjs/common';
import { Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { AppConfig } from '../config/app-config.ts';
import { APP_CONFIG } from '../config/app-config.ts';

/** A connection that fell idle is closed at most this much later. */
const SWEEP_MS = 50;

/** Lets accepted requests finish when the server stops, closes each connection as it falls idle, and the rest after the grace. */
@Injectable()
export class Closing implements BeforeApplicationShutdown {
  constructor(
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    private readonly host: HttpAdapterHost,
  ) {}

  beforeApplicationShutdown(): void {
    const server = this.host.httpAdapter.getHttpServer() as Server;
    const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS).unref();
    const end = setTimeout(() => server.closeAllConnections(), this.config.shutdownGraceMs).unref();
    server.once('close', () => {
      clearInterval(sweep);
      clearTimeout(end);
    });
  }
}
