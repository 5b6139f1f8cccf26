import { Body, Controller, Get, Post } from '@nestjs/common';
import { OwnAccountResponse, REGISTRATION_BYTES, RegisterRequest, RegisterResponse } from '@sealchart/protocol';
import type { Caller } from '../../access/caller.ts';
import { CurrentCaller } from '../../access/caller.ts';
import { Limits } from '../../access/limits.ts';
import { Public, Requires } from '../../access/rights.ts';
import { Answers } from '../../platform/http/answers.ts';
import { TakesBody } from '../../platform/http/bodies.ts';
import { AccountsService } from './accounts.service.ts';
import { RegistrationService } from './registration.service.ts';

@Controller('accounts')
export class AccountsController {
  constructor(
    private readonly accounts: AccountsService,
    private readonly registration: RegistrationService,
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
  @Requires('account:own')
  @Limits('read')
  @Answers(200, OwnAccountResponse)
  readOwn(@CurrentCaller() caller: Caller): Promise<OwnAccountResponse> {
    return this.accounts.findOwn(caller.accountId);
  }
}
