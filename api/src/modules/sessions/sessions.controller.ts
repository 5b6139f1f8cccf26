import { Controller, Delete, Get, Param, Post } from '@nestjs/common';
import { EndOthersResponse, SessionParams, SessionsResponse } from '@sealchart/protocol';
import type { Caller } from '../../access/caller.ts';
import { CurrentCaller } from '../../access/caller.ts';
import { Limits } from '../../access/limits.ts';
import { Requires } from '../../access/rights.ts';
import { SessionsService } from '../../access/sessions.service.ts';
import { Answers, AnswersNothing } from '../../platform/http/answers.ts';

@Controller('sessions')
export class SessionsController {
  constructor(private readonly sessions: SessionsService) {}

  @Get()
  @Requires('account:own')
  @Limits('read')
  @Answers(200, SessionsResponse)
  async list(@CurrentCaller() caller: Caller): Promise<SessionsResponse> {
    return { sessions: await this.sessions.list(caller) };
  }

  @Delete(':sessionId')
  @Requires('account:own')
  @Limits('write')
  @AnswersNothing()
  endOne(@CurrentCaller() caller: Caller, @Param({ schema: SessionParams }) { sessionId }: SessionParams): Promise<void> {
    return this.sessions.endOne(caller, sessionId);
  }

  @Post('end-others')
  @Requires('account:own')
  @Limits('write')
  @Answers(200, EndOthersResponse)
  async endOthers(@CurrentCaller() caller: Caller): Promise<EndOthersResponse> {
    return { ended: await this.sessions.endOthers(caller) };
  }
}
