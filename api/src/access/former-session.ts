import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { OwnPages } from './own-pages.ts';
import { SessionCookies } from './session-cookies.ts';
import { SessionsService } from './sessions.service.ts';

/**
 * The session that lay in a browser before somebody logged in there, whosever it was. It ends with the login: whoever knows its token
 * does not go on beside the new one.
 */
@Injectable()
export class FormerSession {
  constructor(
    private readonly sessions: SessionsService,
    private readonly cookies: SessionCookies,
    private readonly ownPages: OwnPages,
  ) {}

  /**
   * Ends the session whose cookie came with a request from a page of this server. A cookie of no session, and one that another site's
   * page made the browser send, change nothing; nor does a bearer token, which is its program's own.
   */
  async end(request: FastifyRequest): Promise<void> {
    const token = this.cookies.sessionOf(request);
    if (token === undefined || !this.ownPages.isOwn(request)) return;
    const former = await this.sessions.find({ token, isCookie: true, address: request.ip });
    if (former) await this.sessions.end(former);
  }
}
