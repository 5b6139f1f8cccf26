import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { SESSION_DAYS, fromInstant, isB64uOf, toInstant } from '@sealchart/protocol';
import { Clock } from '../platform/clock.ts';
import type { Caller } from './caller.ts';
import { SessionsRepository } from './sessions.repository.ts';

const TOKEN_OCTETS = 32;
const DAY_MS = 86_400_000;

/** A session just begun. The token is told once. */
export interface NewSession {
  /** 32 random bytes, base64url. */
  readonly token: string;
  readonly expiresAt: string;
}

/** Begins, finds and ends sessions. */
@Injectable()
export class SessionsService {
  constructor(
    private readonly sessions: SessionsRepository,
    private readonly clock: Clock,
  ) {}

  async begin(accountId: string, device: string): Promise<NewSession> {
    const token = randomBytes(TOKEN_OCTETS).toString('base64url');
    const now = this.clock.now();
    const expiresAt = toInstant(now + SESSION_DAYS * DAY_MS);
    const times = { createdAt: new Date(now), expiresAt: new Date(fromInstant(expiresAt)) };
    await this.sessions.create({ _id: sessionIdOf(token), accountId, device, ...times });
    return { token, expiresAt };
  }

  /** Who holds this token; undefined when nobody does, or not any more. */
  async find(token: string): Promise<Caller | undefined> {
    if (!isB64uOf(token, TOKEN_OCTETS)) return undefined;
    const sessionId = sessionIdOf(token);
    const accountId = await this.sessions.findAccount(sessionId, new Date(this.clock.now()));
    return accountId === null ? undefined : { accountId, sessionId };
  }

  async end(caller: Caller): Promise<void> {
    await this.sessions.delete(caller.sessionId, caller.accountId);
  }
}

function sessionIdOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
