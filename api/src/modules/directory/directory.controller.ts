import { Body, Controller, Post } from '@nestjs/common';
import { AccountsRequest, AccountsResponse, DirectoryEntry, LookupRequest } from '@sealchart/protocol';
import { Limits } from '../../access/limits.ts';
import { Requires } from '../../access/rights.ts';
import { Answers } from '../../platform/http/answers.ts';
import { Heavy } from '../../platform/http/bodies.ts';
import { DirectoryService } from './directory.service.ts';

@Controller('directory')
export class DirectoryController {
  constructor(private readonly directory: DirectoryService) {}

  @Post('lookup')
  @Requires('directory:read')
  @Limits('lookup')
  @Heavy()
  @Answers(200, DirectoryEntry)
  lookUp(@Body({ schema: LookupRequest }) body: LookupRequest): Promise<DirectoryEntry> {
    return this.directory.lookUp(body.identifier);
  }

  @Post('accounts')
  @Requires('directory:read')
  @Limits('read')
  @Heavy()
  @Answers(200, AccountsResponse)
  findAccounts(@Body({ schema: AccountsRequest }) body: AccountsRequest): Promise<AccountsResponse> {
    return this.directory.findAccounts(body.accountIds);
  }
}
