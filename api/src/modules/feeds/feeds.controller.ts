import { Body, Controller, Post } from '@nestjs/common';
import { FeedRequest, FeedResponse } from '@sealchart/protocol';
import type { Caller } from '../../access/caller.ts';
import { CurrentCaller } from '../../access/caller.ts';
import { Limits } from '../../access/limits.ts';
import { Requires } from '../../access/rights.ts';
import { Answers } from '../../platform/http/answers.ts';
import { FeedsService } from './feeds.service.ts';

@Controller('feeds')
export class FeedsController {
  constructor(private readonly feeds: FeedsService) {}

  @Post('pull')
  @Requires('feeds:read')
  @Limits('read')
  @Answers(200, FeedResponse)
  pull(@CurrentCaller() caller: Caller, @Body({ schema: FeedRequest }) body: FeedRequest): Promise<FeedResponse> {
    return this.feeds.pull(caller.accountId, body);
  }
}
