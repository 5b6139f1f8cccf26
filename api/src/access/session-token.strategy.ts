import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Proof } from './authentication.ts';
import { Authentication } from './authentication.ts';
import type { Caller } from './caller.ts';
import { OwnPages } from './own-pages.ts';
import { SessionCookies } from './session-cookies.ts';
import { SessionsService } from './sessions.service.ts';

/**
 * The way in of everything but a login: the token of a session, as `Authorization: Bearer` (RFC 6750 section 2.1) or in a browser's
 * cookie. A request with both names two callers and proves neither; section 2 of the RFC forbids it too.
 */
@Injectable()
export class SessionTokenStrategy {
  /** Undefined without proof. Throws `E_CROSS_SITE` for a cookie that another site's page made the browser send. */
  readonly prove: Proof<Caller>;

  constructor(
    authentication: Authentication,
    private readonly sessions: SessionsService,
    private readonly cookies: SessionCookies,
    private readonly ownPages: OwnPages,
  ) {
    this.prove = authentication.use('session-token', (request) => this.#find(request));
  }

  async #find(request: FastifyRequest): Promise<Caller | undefined> {
    const { authorization } = request.headers;
    const cookie = this.cookies.sessionOf(request);
    if (cookie === undefined) {
      const token = /^Bearer ([\w-]{1,64})$/i.exec(authorization ?? '')?.[1];
      return token === undefined ? undefined : this.sessions.find({ token, isCookie: false, address: request.ip });
    }
    if (authorization !== undefined) return undefined;
    this.ownPages.require(request);
    return this.sessions.find({ token: cookie, isCookie: true, address: request.ip });
  }
}
