import { Body, Controller, Get, Post } from '@nestjs/common';
import {
  AccountHeadResponse,
  BundleWriteRequest,
  BundleWriteResponse,
  CloseRequest,
  OwnAccountResponse,
  ProfileWriteRequest,
  REGISTRATION_BYTES,
  RegisterRequest,
  RegisterResponse,
} from '@sealchart/protocol';
import type { FastifyReply } from 'fastify';
import type { Caller } from '../../access/caller.ts';
import { CurrentCaller } from '../../access/caller.ts';
import { Limits } from '../../access/limits.ts';
import { Public, Requires } from '../../access/rights.ts';
import { CookieReply, SessionCookies } from '../../access/session-cookies.ts';
import { Answers, AnswersNothing } from '../../platform/http/answers.ts';
import { Heavy, TakesBody } from '../../platform/http/bodies.ts';
import { AccountsService } from './accounts.service.ts';
import { BundleWriteService } from './bundle-write.service.ts';
import { ClosingService } from './closing.service.ts';
import { ProfileService } from './profile.service.ts';
import { RegistrationService } from './registration.service.ts';

@Controller('accounts')
export class AccountsController {
  constructor(
    private readonly accounts: AccountsService,
    private readonly registration: RegistrationService,
    private readonly bundles: BundleWriteService,
    private readonly profiles: ProfileService,
    private readonly closing: ClosingService,
    private readonly cookies: SessionCookies,
  ) {}

  @Post()
  @Public()
  @Limits('register')
  @TakesBody({ bodyBytes: REGISTRATION_BYTES, isHeavy: false })
  @Answers(201, RegisterResponse)
  register(@Body({ schema: RegisterRequest }) body: RegisterRequest): Promise<RegisterResponse> {
    return this.registration.register(body);
  }

  @Get('me')
  @Requires('account:keys')
  @Limits('read')
  @Heavy()
  @Answers(200, OwnAccountResponse)
  readOwn(@CurrentCaller() caller: Caller): Promise<OwnAccountResponse> {
    return this.accounts.findOwn(caller.accountId);
  }

  @Get('me/head')
  @Requires('account:keys')
  @Limits('read')
  @Answers(200, AccountHeadResponse)
  readHead(@CurrentCaller() caller: Caller): Promise<AccountHeadResponse> {
    return this.accounts.findHead(caller.accountId);
  }

  @Post('me/bundle')
  @Requires('account:keys')
  @Limits('keys')
  @TakesBody({ bodyBytes: REGISTRATION_BYTES, isHeavy: true })
  @Answers(200, BundleWriteResponse)
  async writeBundle(
    @CurrentCaller() caller: Caller,
    @CookieReply() reply: FastifyReply,
    @Body({ schema: BundleWriteRequest }) body: BundleWriteRequest,
  ): Promise<BundleWriteResponse> {
    const { bundleVersion, deviceToken } = await this.bundles.write(caller, body);
    if (deviceToken === undefined) return { bundleVersion };
    if (caller.kind !== 'browser') return { bundleVersion, deviceToken };
    this.cookies.giveDevice(reply, deviceToken);
    return { bundleVersion };
  }

  @Post('me/profile')
  @Requires('account:own')
  @Limits('write')
  @AnswersNothing()
  writeProfile(@CurrentCaller() caller: Caller, @Body({ schema: ProfileWriteRequest }) body: ProfileWriteRequest): Promise<void> {
    return this.profiles.write(caller, body);
  }

  @Post('me/close')
  @Requires('account:own')
  @Limits('keys')
  @AnswersNothing()
  async close(
    @CurrentCaller() caller: Caller,
    @CookieReply() reply: FastifyReply,
    @Body({ schema: CloseRequest }) body: CloseRequest,
  ): Promise<void> {
    await this.closing.close(caller, body);
    if (caller.kind === 'browser') this.cookies.clearSession(reply);
  }
}
