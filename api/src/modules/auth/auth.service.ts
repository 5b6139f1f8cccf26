import { Inject, Injectable } from '@nestjs/common';
import type { LoginResponse, PreloginResponse, RecoverResponse } from '@sealchart/protocol';
import { SealchartError } from '@sealchart/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '../../access/caller.ts';
import { FormerSession } from '../../access/former-session.ts';
import { KnownDevices } from '../../access/known-devices.service.ts';
import { SessionCookies } from '../../access/session-cookies.ts';
import type { SessionKind } from '../../access/session.ts';
import type { NewSession } from '../../access/sessions.service.ts';
import { SessionsService } from '../../access/sessions.service.ts';
import { tokenHash } from '../../access/token.ts';
import type { Instance } from '../../platform/instance/instance.ts';
import { INSTANCE } from '../../platform/instance/instance.ts';
import { AccountsService } from '../accounts/accounts.service.ts';
import { inEvenSteps } from './even-time.ts';
import type { ProvenLogin } from './login-judge.service.ts';

/** Where a login came from, and where its session goes. */
export interface LoginPlace {
  readonly device: string;
  readonly isInCookie: boolean;
  readonly reply: FastifyReply;
}

/** What a session is to be, and the request that asked for it. */
interface Beginning {
  readonly kind: SessionKind;
  readonly device: string;
  readonly request: FastifyRequest;
}

/** Logs in and out. */
@Injectable()
export class AuthService {
  constructor(
    @Inject(INSTANCE) private readonly instance: Instance,
    private readonly accounts: AccountsService,
    private readonly sessions: SessionsService,
    private readonly former: FormerSession,
    private readonly devices: KnownDevices,
    private readonly cookies: SessionCookies,
  ) {}

  /** What a client needs before it can ask for the password. */
  async prelogin(identifier: string): Promise<PreloginResponse> {
    const kdf = await inEvenSteps(() => this.accounts.findKdf(identifier));
    return { authMethod: 'password', realm: this.instance.realm, kdf };
  }

  /** Begins a session of an account that was proven, makes the device known, and hands out what is sealed for the account. */
  async login(proven: ProvenLogin, { device, isInCookie, reply }: LoginPlace): Promise<LoginResponse> {
    const { accountId, known } = proven;
    const [own, deviceToken] = await Promise.all([this.accounts.findOwn(accountId), this.devices.issue(accountId, device)]);
    const beginning = { kind: isInCookie ? 'browser' : 'app', device, request: reply.request } as const;
    const begun = await this.#begin(proven, beginning).catch(async (error: unknown) => {
      await this.devices.forget({ accountId, deviceId: tokenHash(deviceToken) });
      throw error;
    });
    if (known) await this.devices.forget(known);
    const { token, expiresAt } = begun;
    if (!isInCookie) return { accountId, token, deviceToken, expiresAt, ...own };
    this.cookies.giveSession(reply, begun);
    this.cookies.giveDevice(reply, deviceToken);
    return { accountId, expiresAt, ...own };
  }

  /** Begins a session that may set a new password, of an account whose recovery words were proven. */
  async recover(proven: ProvenLogin, device: string, request: FastifyRequest): Promise<RecoverResponse> {
    const { accountId } = proven;
    const own = await this.accounts.findOwn(accountId);
    const { token, expiresAt } = await this.#begin(proven, { kind: 'recovery', device, request });
    return { accountId, token, expiresAt, ...own };
  }

  /** Ends the caller's session, and takes it out of the browser that it lies in. */
  async logout(caller: Caller, reply: FastifyReply): Promise<void> {
    await this.sessions.end(caller);
    if (caller.kind === 'browser') this.cookies.clearSession(reply);
  }

  /**
   * Begins a session and ends the one of the same browser before. `E_UNAVAILABLE` when the account was changed between proof and session:
   * whether the proof still holds is for the next try to say.
   */
  async #begin(proven: ProvenLogin, { kind, device, request }: Beginning): Promise<NewSession> {
    const { accountId, address } = proven;
    const begun = await this.sessions.begin({ accountId, kind, device, address });
    if (!(await this.accounts.noteLogin(proven))) {
      await this.sessions.end({ accountId, sessionId: begun.sessionId, kind });
      throw new SealchartError('E_UNAVAILABLE', { detail: 'the account is being changed' });
    }
    await this.former.end(request);
    return begun;
  }
}
