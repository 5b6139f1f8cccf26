import { Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { Server } from 'node:http';
import type { AppConfig } from '../config/app-config.ts';
import { APP_CONFIG } from '../config/app-config.ts';
import { LOCAL_REALM } from '../instance/realm.ts';

/** Whether people open the server of these settings over TLS, its own or that of a proxy. */
export function isOpenedOverTls({ publicUrl, tls }: Pick<AppConfig, 'publicUrl' | 'tls'>): boolean {
  return tls !== undefined || publicUrl?.startsWith('https:') === true;
}

/** The address under which people open this server. */
@Injectable()
export class ServerAddress {
  constructor(
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    private readonly host: HttpAdapterHost,
  ) {}

  /** PUBLIC_URL, else localhost and the port that the server listens on, with https where it has a certificate. */
  get url(): string {
    if (this.config.publicUrl !== undefined) return this.config.publicUrl;
    const address = (this.host.httpAdapter.getHttpServer() as Server).address();
    const port = typeof address === 'object' && address !== null ? address.port : this.config.port;
    return `${this.config.tls ? 'https' : 'http'}://${LOCAL_REALM}:${port}`;
  }
}
