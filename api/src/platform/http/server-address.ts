import { Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { Server } from 'node:http';
import type { AppConfig } from '../config/app-config.ts';
import { APP_CONFIG } from '../config/app-config.ts';
import { LOCAL_REALM } from '../instance/realm.ts';

/** The address under which people open this server. */
@Injectable()
export class ServerAddress {
  constructor(
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    private readonly host: HttpAdapterHost,
  ) {}

  /** PUBLIC_URL, else `http://localhost` and the port that the server listens on. */
  get url(): string {
    if (this.config.publicUrl !== undefined) return this.config.publicUrl;
    const address = (this.host.httpAdapter.getHttpServer() as Server).address();
    const port = typeof address === 'object' && address !== null ? address.port : this.config.port;
    return `http://${LOCAL_REALM}:${port}`;
  }
}
