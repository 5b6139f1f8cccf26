import { Controller, Get, Inject } from '@nestjs/common';
import { InstanceResponse, OLDEST_PROTOCOL, PROTOCOL, RELEASE } from '@sealchart/protocol';
import { Limits } from '../../access/limits.ts';
import { Public } from '../../access/rights.ts';
import { Answers } from '../../platform/http/answers.ts';
import { AnyClient } from '../../platform/http/client-version.guard.ts';
import type { Instance } from '../../platform/instance/instance.ts';
import { INSTANCE } from '../../platform/instance/instance.ts';

@Controller('instance')
export class InstanceController {
  constructor(@Inject(INSTANCE) private readonly instance: Instance) {}

  @Get()
  @Public()
  @AnyClient()
  @Limits('public')
  @Answers(200, InstanceResponse)
  read(): InstanceResponse {
    return { ...this.instance, release: RELEASE, protocol: { current: PROTOCOL, oldest: OLDEST_PROTOCOL } };
  }
}
