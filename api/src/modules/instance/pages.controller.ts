import { Controller, Get, Inject } from '@nestjs/common';
import { Limits } from '../../access/limits.ts';
import { Public } from '../../access/rights.ts';
import { AnswersPage } from '../../platform/http/answers.ts';
import { AnyClient } from '../../platform/http/client-version.guard.ts';
import { OpenApi } from '../../platform/http/openapi.ts';
import { ServerAddress } from '../../platform/http/server-address.ts';
import type { Instance } from '../../platform/instance/instance.ts';
import { INSTANCE } from '../../platform/instance/instance.ts';
import { docsPage } from './docs-page.ts';
import { homePage } from './home-page.ts';
import { STYLE } from './style.ts';

const HTML = 'text/html; charset=utf-8';

/** The few pages that the server itself has. */
@Controller()
@Public()
@AnyClient()
@Limits('public')
export class PagesController {
  constructor(
    @Inject(INSTANCE) private readonly instance: Instance,
    private readonly address: ServerAddress,
    private readonly openApi: OpenApi,
  ) {}

  @Get()
  @AnswersPage(HTML)
  home(): string {
    return homePage({ address: this.address.url, instanceId: this.instance.instanceId });
  }

  @Get('docs')
  @AnswersPage(HTML)
  docs(): string {
    return docsPage(this.openApi.document);
  }

  @Get('sealchart.css')
  @AnswersPage('text/css; charset=utf-8')
  style(): string {
    return STYLE;
  }

  @Get('v1/openapi.json')
  @AnswersPage('application/json; charset=utf-8')
  document(): string {
    return JSON.stringify(this.openApi.document);
  }
}
