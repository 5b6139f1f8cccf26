import { Injectable } from '@nestjs/common';
import { LoginRequest } from '@sealchart/protocol';
import type { FastifyRequest } from 'fastify';
import type { Proof } from '../../access/authentication.ts';
import { Authentication } from '../../access/authentication.ts';
import { OwnPages } from '../../access/own-pages.ts';
import { SessionCookies } from '../../access/session-cookies.ts';
import { parseRequest } from '../../platform/http/validation.ts';
import { AccountsService } from '../accounts/accounts.service.ts';
import type { ProvenLogin } from './login-judge.service.ts';
import { LoginJudge } from './login-judge.service.ts';

/** The way in of a login: an e-mail address and the login secret of its password. Guards come before pipes: it reads its own body. */
@Injectable()
export class LoginSecretStrategy {
  /**
   * Undefined when address or secret is wrong, after the same time. Throws `E_REQUEST`, `E_PLAINTEXT`, `E_CROSS_SITE`, and as
   * `LoginJudge.judge`.
   */
  readonly prove: Proof<ProvenLogin>;

  constructor(
    authentication: Authentication,
    private readonly accounts: AccountsService,
    private readonly judge: LoginJudge,
    private readonly cookies: SessionCookies,
    private readonly ownPages: OwnPages,
  ) {
    this.prove = authentication.use('login-secret', (request) => this.#prove(request));
  }

  async #prove(request: FastifyRequest): Promise<ProvenLogin | undefined> {
    const { identifier, loginSecret, device, sessionIn, ...told } = parseRequest(LoginRequest, request.body);
    let { deviceToken } = told;
    if (sessionIn === 'cookie') {
      this.ownPages.require(request);
      deviceToken ??= this.cookies.deviceOf(request);
    }
    const claim = { way: 'password', account: identifier, device, deviceToken, address: request.ip } as const;
    return this.judge.judge(claim, () => this.accounts.prove(identifier, loginSecret));
  }
}
