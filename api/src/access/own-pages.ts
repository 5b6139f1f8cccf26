import { Injectable } from '@nestjs/common';
import { SealchartError } from '@sealchart/protocol';
import type { FastifyRequest } from 'fastify';
import { ServerAddress } from '../platform/http/server-address.ts';

/**
 * [Note: Cross-site] A browser sends a cookie along with whatever any page makes it ask. So a request that lives by a cookie, or wants
 * one, must come from a page of this server: `Sec-Fetch-Site` says so, which no page can forge; a browser too old for it sends `Origin`
 * with every request that changes something. Requests with neither are refused. `SameSite=Strict` is the second lock, not the only one.
 */
@Injectable()
export class OwnPages {
  constructor(private readonly address: ServerAddress) {}

  /** Whether a page of this very server sent the request. */
  isOwn({ headers }: FastifyRequest): boolean {
    const site = headers['sec-fetch-site'];
    return site === undefined ? headers.origin === this.address.url : site === 'same-origin';
  }

  /** Throws `E_CROSS_SITE` unless a page of this very server sent the request. */
  require(request: FastifyRequest): void {
    if (!this.isOwn(request)) throw new SealchartError('E_CROSS_SITE');
  }
}
