import { Body, Controller, Get, Post } from '@nestjs/common';
import { AnchorProofsRequest, AnchorProofsResponse, AnchorWriteRequest, NewestAnchorResponse, REQUEST_BYTES } from '@sealchart/protocol';
import type { Caller } from '../../access/caller.ts';
import { CurrentCaller } from '../../access/caller.ts';
import { Limits } from '../../access/limits.ts';
import { Requires } from '../../access/rights.ts';
import { Answers, AnswersNothing } from '../../platform/http/answers.ts';
import { TakesBody } from '../../platform/http/bodies.ts';
import { AnchorProofs } from './anchor-proofs.ts';
import { AnchorsService } from './anchors.service.ts';

@Controller('anchors')
export class AnchorsController {
  constructor(
    private readonly anchors: AnchorsService,
    private readonly proofs: AnchorProofs,
  ) {}

  @Post()
  @Requires('elements:write')
  @Limits('keys')
  @TakesBody({ bodyBytes: REQUEST_BYTES, isHeavy: true })
  @AnswersNothing()
  write(@CurrentCaller() caller: Caller, @Body({ schema: AnchorWriteRequest }) body: AnchorWriteRequest): Promise<void> {
    return this.anchors.write(caller.accountId, body);
  }

  @Get('newest')
  @Requires('elements:read')
  @Limits('read')
  @Answers(200, NewestAnchorResponse)
  newest(@CurrentCaller() caller: Caller): Promise<NewestAnchorResponse> {
    return this.anchors.newest(caller.accountId);
  }

  @Post('proofs')
  @Requires('elements:read')
  @Limits('read')
  @TakesBody({ bodyBytes: REQUEST_BYTES, isHeavy: true })
  @Answers(200, AnchorProofsResponse)
  find(@CurrentCaller() caller: Caller, @Body({ schema: AnchorProofsRequest }) body: AnchorProofsRequest): Promise<AnchorProofsResponse> {
    return this.proofs.find(caller.accountId, body);
  }
}
