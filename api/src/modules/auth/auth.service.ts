import { Inject, Injectable } from '@nestjs/common';
import type { LoginResponse, PreloginResponse } from '@sealchart/protocol';
import type { Caller } from '../../access/caller.ts';
import { SessionsService } from '../../access/sessions.service.ts';
import type { Instance } from '../../platform/instance/instance.ts';
import { INSTANCE } from '../../platform/instance/instance.ts';
import { AccountsService } from '../accounts/accounts.service.ts';

/** Logs in and out. */
@Injectable()
export class AuthService {
  constructor(
    @Inject(INSTANCE) private readonly instance: Instance,
    private readonly accounts: AccountsService,
    private readonly sessions: SessionsService,
  ) {}

  /** What a client needs before it can ask for the password. */
  async prelogin(identifier: string): Promise<PreloginResponse> {
    return { authMethod: 'password', realm: this.instance.realm, kdf: await this.accounts.findKdf(identifier) };
  }

  /** Begins a session of an account that was proven, and hands out what is sealed for it. */
  async login(accountId: string, device: string): Promise<LoginResponse> {
    const own = await this.accounts.findOwn(accountId);
    return { accountId, ...(await this.sessions.begin(accountId, device)), ...own };
  }

  async logout(caller: Caller): Promise<void> {
    await this.sessions.end(caller);
  }
}
