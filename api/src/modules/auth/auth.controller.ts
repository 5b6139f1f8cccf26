import { Body, Controller, Post, Req, UseGuards } from '@nestjs/common';
import { LoginRequest, LoginResponse, PreloginRequest, PreloginResponse, RecoverRequest, RecoverResponse } from '@sealchart/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '../../access/caller.ts';
import { CurrentCaller } from '../../access/caller.ts';
import { Limits } from '../../access/limits.ts';
import { Public, Requires } from '../../access/rights.ts';
import { CookieReply } from '../../access/session-cookies.ts';
import { Answers, AnswersNothing } from '../../platform/http/answers.ts';
import { AuthService } from './auth.service.ts';
import type { ProvenLogin } from './login-judge.service.ts';
import { LoginGuard, Proven, RecoveryGuard } from './login.guard.ts';

@Controller('auth')
export class AuthController {
  constructor(private readonly auth: AuthService) {}

  @Post('prelogin')
  @Public()
  @Limits('public')
  @Answers(200, PreloginResponse)
  prelogin(@Body({ schema: PreloginRequest }) body: PreloginRequest): Promise<PreloginResponse> {
    return this.auth.prelogin(body.identifier);
  }

  /** The guard counts tries; strangers at one address must not slow a known device there. */
  @Post('login')
  @Public()
  @Limits('public')
  @UseGuards(LoginGuard)
  @Answers(200, LoginResponse)
  login(
    @Proven() proven: ProvenLogin,
    @CookieReply() reply: FastifyReply,
    @Body({ schema: LoginRequest }) { device, sessionIn }: LoginRequest,
  ): Promise<LoginResponse> {
    return this.auth.login(proven, { device, isInCookie: sessionIn === 'cookie', reply });
  }

  @Post('recover')
  @Public()
  @Limits('public')
  @UseGuards(RecoveryGuard)
  @Answers(200, RecoverResponse)
  recover(
    @Proven() proven: ProvenLogin,
    @Req() request: FastifyRequest,
    @Body({ schema: RecoverRequest }) { device }: RecoverRequest,
  ): Promise<RecoverResponse> {
    return this.auth.recover(proven, device, request);
  }

  @Post('logout')
  @Requires('account:own')
  @Limits('write')
  @AnswersNothing()
  logout(@CurrentCaller() caller: Caller, @CookieReply() reply: FastifyReply): Promise<void> {
    return this.auth.logout(caller, reply);
  }
}
