import { Controller, Get, Inject } from '@nestjs/common';
import { UsageResponse } from '@sealchart/protocol';
import type { Caller } from '../../access/caller.ts';
import { CurrentCaller } from '../../access/caller.ts';
import { Limits } from '../../access/limits.ts';
import { Requires } from '../../access/rights.ts';
import type { AppConfig } from '../../platform/config/app-config.ts';
import { APP_CONFIG } from '../../platform/config/app-config.ts';
import { Answers } from '../../platform/http/answers.ts';
import { UsagesRepository } from './usages.repository.ts';

@Controller('usage')
export class UsageController {
  constructor(
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    private readonly usages: UsagesRepository,
  ) {}

  @Get()
  @Requires('elements:read')
  @Limits('read')
  @Answers(200, UsageResponse)
  async read(@CurrentCaller() caller: Caller): Promise<UsageResponse> {
    const { recordElements: elementLimit, recordBytes: byteLimit } = this.config;
    return { ...(await this.usages.find(caller.accountId)), elementLimit, byteLimit };
  }
}
