import { Body, Controller, Post, UseGuards } from '@nestjs/common';
import { LoginRequest, LoginResponse, PreloginRequest, PreloginResponse } from '@sealchart/protocol';
import type { Caller } from '../../access/caller.ts';
import { CurrentCaller } from '../../access/caller.ts';
import { Limits } from '../../access/limits.ts';
import { Public, Requires } from '../../access/rights.ts';
import { Answers, AnswersNothing } from '../../platform/http/answers.ts';
import { AuthService } from './auth.service.ts';
import { LoginGuard, ProvenAccountId } from './login.guard.ts';

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

  @Post('login')
  @Public()
  @Limits('login')
  @UseGuards(LoginGuard)
  @Answers(200, LoginResponse)
  login(@ProvenAccountId() accountId: string, @Body({ schema: LoginRequest }) body: LoginRequest): Promise<LoginResponse> {
    return this.auth.login(accountId, body.device);
  }

  @Post('logout')
  @Requires('account:own')
  @Limits('write')
  @AnswersNothing()
  logout(@CurrentCaller() caller: Caller): Promise<void> {
    return this.auth.logout(caller);
  }
}
