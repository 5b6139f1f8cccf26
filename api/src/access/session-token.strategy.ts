import { Injectable } from '@nestjs/common';
import type { Proof } from './authentication.ts';
import { Authentication } from './authentication.ts';
import type { Caller } from './caller.ts';
import { SessionsService } from './sessions.service.ts';

/** The way in of everything but a login: `Authorization: Bearer` and the token of a session (RFC 6750 section 2.1). */
@Injectable()
export class SessionTokenStrategy {
  readonly prove: Proof<Caller>;

  constructor(authentication: Authentication, sessions: SessionsService) {
    this.prove = authentication.use('session-token', async (request) => {
      const token = /^Bearer ([\w-]{1,64})$/i.exec(request.headers.authorization ?? '')?.[1];
      return token === undefined ? undefined : sessions.find(token);
    });
  }
}
