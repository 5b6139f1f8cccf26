import { Controller, Get, Query } from '@nestjs/common';
import { LoginsQuery, LoginsResponse } from '@sealchart/protocol';
import type { Caller } from '../../access/caller.ts';
import { CurrentCaller } from '../../access/caller.ts';
import { Limits } from '../../access/limits.ts';
import { Requires } from '../../access/rights.ts';
import { Answers } from '../../platform/http/answers.ts';
import { LoginHistory } from './login-history.service.ts';

@Controller('logins')
export class LoginsController {
  constructor(private readonly history: LoginHistory) {}

  @Get()
  @Requires('account:own')
  @Limits('read')
  @Answers(200, LoginsResponse)
  read(@CurrentCaller() caller: Caller, @Query({ schema: LoginsQuery }) query: LoginsQuery): Promise<LoginsResponse> {
    return this.history.page(caller.accountId, query.before);
  }
}
