import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import {
  BODY_BYTES,
  BatchRequest,
  BatchResponse,
  ContentParams,
  ElementParams,
  ElementQuery,
  ElementView,
  REQUEST_BYTES,
  ReadRequest,
  ReadResponse,
  ReceiptsRequest,
  ReceiptsResponse,
  SealedContent,
} from '@sealchart/protocol';
import type { Caller } from '../../access/caller.ts';
import { CurrentCaller } from '../../access/caller.ts';
import { Limits } from '../../access/limits.ts';
import { Requires } from '../../access/rights.ts';
import { Answers } from '../../platform/http/answers.ts';
import { TakesBody } from '../../platform/http/bodies.ts';
import { IdempotencyKey } from '../../platform/idempotency/idempotency-key.ts';
import { IdempotencyService } from '../../platform/idempotency/idempotency.service.ts';
import { ElementErasures } from './element-erasures.ts';
import { ElementReader } from './element-reader.ts';
import { ElementsService } from './elements.service.ts';

@Controller('elements')
export class ElementsController {
  constructor(
    private readonly elements: ElementsService,
    private readonly reader: ElementReader,
    private readonly erasures: ElementErasures,
    private readonly idempotency: IdempotencyService,
  ) {}

  @Post('batch')
  @Requires('elements:write')
  @Limits('write')
  @TakesBody({ bodyBytes: BODY_BYTES, isHeavy: true })
  @Answers(200, BatchResponse)
  write(
    @CurrentCaller() caller: Caller,
    @IdempotencyKey() key: string,
    @Body({ schema: BatchRequest }) body: BatchRequest,
  ): Promise<BatchResponse> {
    const request = { accountId: caller.accountId, key, route: 'POST /v1/elements/batch', body };
    return this.idempotency.run(request, () => this.elements.write(caller.accountId, body));
  }

  @Post('read')
  @Requires('elements:read')
  @Limits('read')
  @TakesBody({ bodyBytes: REQUEST_BYTES, isHeavy: true })
  @Answers(200, ReadResponse)
  read(@CurrentCaller() caller: Caller, @Body({ schema: ReadRequest }) body: ReadRequest): Promise<ReadResponse> {
    return this.reader.read(caller.accountId, body);
  }

  @Post('receipts')
  @Requires('elements:read')
  @Limits('read')
  @TakesBody({ bodyBytes: REQUEST_BYTES, isHeavy: true })
  @Answers(200, ReceiptsResponse)
  receipts(@CurrentCaller() caller: Caller, @Body({ schema: ReceiptsRequest }) body: ReceiptsRequest): Promise<ReceiptsResponse> {
    return this.erasures.receipts(caller.accountId, body);
  }

  @Get(':elementId/contents/:contentVersion')
  @Requires('elements:read')
  @Limits('read')
  @TakesBody({ bodyBytes: REQUEST_BYTES, isHeavy: true })
  @Answers(200, SealedContent)
  content(@CurrentCaller() caller: Caller, @Param({ schema: ContentParams }) place: ContentParams): Promise<SealedContent> {
    return this.reader.content(caller.accountId, place);
  }

  @Get(':elementId')
  @Requires('elements:read')
  @Limits('read')
  @TakesBody({ bodyBytes: REQUEST_BYTES, isHeavy: true })
  @Answers(200, ElementView)
  view(
    @CurrentCaller() caller: Caller,
    @Param({ schema: ElementParams }) { elementId }: ElementParams,
    @Query({ schema: ElementQuery }) { after }: ElementQuery,
  ): Promise<ElementView> {
    return this.reader.view(caller.accountId, elementId, after);
  }
}
