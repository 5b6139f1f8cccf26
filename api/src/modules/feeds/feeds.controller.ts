import { Body, Controller, Get, Headers, Post, Query, Req, Res } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import { FeedHeadResponse, FeedRequest, FeedResponse, LiveQuery, SealchartError } from '@sealchart/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '../../access/caller.ts';
import { CurrentCaller } from '../../access/caller.ts';
import { Limits } from '../../access/limits.ts';
import { Requires } from '../../access/rights.ts';
import { Answers, AnswersEvents } from '../../platform/http/answers.ts';
import { parseRequest } from '../../platform/http/validation.ts';
import { FeedsService } from './feeds.service.ts';
import { LiveStreams } from './live-streams.service.ts';

/** Where a client that lost its stream says how far it is (HTML section 9.2.4). */
const LAST_EVENT = 'last-event-id';

@Controller('feeds')
export class FeedsController {
  constructor(
    private readonly feeds: FeedsService,
    private readonly streams: LiveStreams,
  ) {}

  @Post('pull')
  @Requires('feeds:read')
  @Limits('read')
  @Answers(200, FeedResponse)
  pull(@CurrentCaller() caller: Caller, @Body({ schema: FeedRequest }) body: FeedRequest): Promise<FeedResponse> {
    return this.feeds.pull(caller.accountId, body);
  }

  @Get('head')
  @Requires('feeds:read')
  @Limits('read')
  @Answers(200, FeedHeadResponse)
  head(@CurrentCaller() caller: Caller): Promise<FeedHeadResponse> {
    return this.feeds.head(caller.accountId);
  }

  @Get('live')
  @Requires('feeds:read')
  @Limits('live')
  @ApiHeader({
    name: 'Last-Event-ID',
    required: false,
    schema: { type: 'string' },
    description: 'id of the last event; counts before `after`',
  })
  @AnswersEvents(
    'Event `more`, without data, whenever the own feed is beyond the sequence that the caller has; its id is where the feed ends.',
  )
  async live(
    @CurrentCaller() caller: Caller,
    @Query({ schema: LiveQuery }) query: LiveQuery,
    @Headers(LAST_EVENT) last: string | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    // Asked for the head alone this would never end.
    if (request.method === 'HEAD') throw new SealchartError('E_NOT_FOUND');
    const { after = query.after } = last === undefined || last === '' ? query : parseRequest(LiveQuery, { after: last });
    await this.streams.open(caller, after, reply);
  }
}
