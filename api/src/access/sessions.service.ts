import { Inject, Injectable } from '@nestjs/common';
import type { SessionView } from '@sealchart/protocol';
import { RECOVERY_MINUTES, SealchartError, fromInstant, toInstant } from '@sealchart/protocol';
import type { ClientSession } from 'mongoose';
import { Clock } from '../platform/clock.ts';
import type { AppConfig } from '../platform/config/app-config.ts';
import { APP_CONFIG } from '../platform/config/app-config.ts';
import type { Caller } from './caller.ts';
import type { SessionDocument, SessionKind } from './session.ts';
import { SessionsRepository } from './sessions.repository.ts';
import { isTokenForm, makeToken, tokenHash } from './token.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** Uses closer together than this are noted once. */
const TOUCH_MS = MINUTE_MS;
/** Characters of an address as it is kept; the longest, IPv6 with a zone, is shorter. */
const ADDRESS_CHARACTERS = 64;

/** Who begins a session, and from where. */
export interface SessionStart {
  readonly accountId: string;
  readonly kind: SessionKind;
  readonly device: string;
  /** Network address of the request. */
  readonly address: string;
}

/** A session just begun. The token is told once. */
export interface NewSession {
  /** 32 random bytes, base64url. */
  readonly token: string;
  readonly sessionId: string;
  /** Its end, whatever its use. */
  readonly expiresAt: string;
}

/** How a token came, and from where. */
export interface TokenUse {
  readonly token: string;
  /** A browser's session lies in a cookie and nowhere else, every other one nowhere in a cookie. */
  readonly isCookie: boolean;
  readonly address: string;
}

/** Begins, finds, lists and ends sessions. */
@Injectable()
export class SessionsService {
  readonly #listeners = new Set<(accountId: string) => void>();

  constructor(
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    private readonly sessions: SessionsRepository,
    private readonly clock: Clock,
  ) {}

  /** Calls with an account of which sessions were ended at this node. Those that end by their date, or at another node, are told to nobody. */
  onEnd(listener: (accountId: string) => void): void {
    this.#listeners.add(listener);
  }

  /** To be called when a transaction in which sessions were ended is through. */
  tellEnd(accountId: string): void {
    for (const listener of this.#listeners) listener(accountId);
  }

  /** Begins a session. Beyond the number that an account may have, the one unused for longest ends. */
  async begin({ accountId, kind, device, address }: SessionStart): Promise<NewSession> {
    const { token, hash: sessionId } = makeToken();
    const now = this.clock.now();
    const expiresAt = toInstant(now + (kind === 'recovery' ? RECOVERY_MINUTES * MINUTE_MS : this.config.sessionDays * DAY_MS));
    const end = fromInstant(expiresAt);
    await this.sessions.create({
      _id: sessionId,
      accountId,
      kind,
      device,
      address: address.slice(0, ADDRESS_CHARACTERS),
      createdAt: new Date(now),
      lastUsedAt: new Date(now),
      idleUntil: this.#idleUntil(now, end),
      expiresAt: new Date(end),
    });
    await this.sessions.trim(accountId, new Date(now));
    return { token, sessionId, expiresAt };
  }

  /** Who holds this token; undefined when nobody does, or not any more, or when it came the wrong way. One question to the database. */
  async find({ token, isCookie, address }: TokenUse): Promise<Caller | undefined> {
    if (!isTokenForm(token)) return undefined;
    const now = this.clock.now();
    const session = await this.sessions.findLive(tokenHash(token), new Date(now));
    if (!session || (session.kind === 'browser') !== isCookie) return undefined;
    if (now - session.lastUsedAt.getTime() >= TOUCH_MS) this.#touch(session, address, now);
    return { accountId: session.accountId, sessionId: session._id, kind: session.kind };
  }

  /** Which of these sessions have not ended. To be asked about is no use: nobody's session lasts longer for it. */
  async stillLive(sessionIds: readonly string[]): Promise<Set<string>> {
    return new Set(await this.sessions.findLiveIds(sessionIds, new Date(this.clock.now())));
  }

  /** All sessions of the caller's account, last used first. */
  async list(caller: Caller): Promise<SessionView[]> {
    const sessions = await this.sessions.findAllLive(caller.accountId, new Date(this.clock.now()));
    return sessions.map((session) => viewOf(session, caller.sessionId));
  }

  /** Ends one session of the caller's account. `E_NOT_FOUND` unless it is one. */
  async endOne(caller: Caller, sessionId: string): Promise<void> {
    if (!(await this.sessions.delete(sessionId, caller.accountId))) throw new SealchartError('E_NOT_FOUND');
    this.tellEnd(caller.accountId);
  }

  /** Ends the caller's own session; one that has ended already is no fault. */
  async end(caller: Caller): Promise<void> {
    await this.sessions.delete(caller.sessionId, caller.accountId);
    this.tellEnd(caller.accountId);
  }

  /** Ends all sessions of the caller's account but the caller's own; how many. */
  async endOthers(caller: Caller): Promise<number> {
    const ended = await this.sessions.deleteAll(caller.accountId, { except: caller.sessionId });
    this.tellEnd(caller.accountId);
    return ended;
  }

  /** Ends all sessions of an account but `except`, inside a transaction in the database of the accounts; how many. `tellEnd` is to follow. */
  async endAll(accountId: string, options: { readonly except?: string; readonly session: ClientSession }): Promise<number> {
    return this.sessions.deleteAll(accountId, options);
  }

  /** Ends the sessions that a recovery kit began, inside a transaction in the database of the accounts: it is no longer the kit. */
  async endRecoveries(accountId: string, session: ClientSession): Promise<void> {
    await this.sessions.deleteRecoveries(accountId, session);
  }

  /** Nobody waits for this, and a use that could not be noted is noted with the next one. */
  #touch(session: SessionDocument, address: string, now: number): void {
    const use = {
      address: address.slice(0, ADDRESS_CHARACTERS),
      lastUsedAt: new Date(now),
      idleUntil: this.#idleUntil(now, session.expiresAt.getTime()),
    };
    this.sessions.touch(session, use).catch(() => undefined);
  }

  #idleUntil(now: number, end: number): Date {
    return new Date(Math.min(now + this.config.sessionIdleMs, end));
  }
}

function viewOf(session: SessionDocument, currentId: string): SessionView {
  const { _id: sessionId, kind, device, address, createdAt, lastUsedAt, idleUntil, expiresAt } = session;
  return {
    sessionId,
    kind,
    device,
    address,
    createdAt: toInstant(createdAt.getTime()),
    lastUsedAt: toInstant(lastUsedAt.getTime()),
    expiresAt: toInstant(Math.min(idleUntil.getTime(), expiresAt.getTime())),
    isCurrent: sessionId === currentId,
  };
}
