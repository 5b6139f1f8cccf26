import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Body, Controller, Get, HttpCode, Module, Post, Query } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { FeedRequest } from '@sealchart/protocol';
import type { Caller } from './access/caller.ts';
import { CurrentCaller } from './access/caller.ts';
import { Limits } from './access/limits.ts';
import { Public, Requires } from './access/rights.ts';
import { AppModule } from './app.module.ts';
import type { ProvenLogin } from './modules/auth/login-judge.service.ts';
import { Proven } from './modules/auth/login.guard.ts';
import { readConfig } from './platform/config/app-config.ts';
import { connectDatabases } from './platform/database/connections.ts';
import { Answers, AnswersNothing } from './platform/http/answers.ts';
import { openInstance } from './platform/instance/open-instance.ts';
import { problemsOf, routesOf } from './testing/route-table.ts';
import type { TestServer } from './testing/test-server.ts';
import { CLIENT_HEADERS, removeEnvironment, startTestServer, testEnvironment } from './testing/test-server.ts';

const withoutId = (text: string): string => text.replace(/"requestId":"[^"]+"/, '');

/** Everything that a route can forget. */
@Controller('offender')
class OffendingController {
  @Get('undecorated')
  undecorated(): string {
    return 'secret';
  }

  @Get('unanswered')
  @Public()
  @Limits('public')
  unanswered(): string {
    return 'secret';
  }

  @Post('unchecked')
  @Requires('elements:write')
  @Limits('write')
  @HttpCode(200)
  @Answers(200, FeedRequest)
  unchecked(@Body() body: unknown, @Query() query: unknown): unknown {
    return [body, query];
  }

  @Get('leaking')
  @Public()
  @Limits('public')
  @Answers(200, FeedRequest)
  leaking(): unknown {
    return { cursor: { principal: 'acc_AAAAAAAAAAAAAAAAAAAAAA', seq: 0 }, loginHash: 'secret' };
  }

  @Get('callerless')
  @Public()
  @Limits('public')
  @Answers(200, FeedRequest)
  callerless(@CurrentCaller() _caller: Caller): unknown {
    return { cursor: { principal: 'acc_AAAAAAAAAAAAAAAAAAAAAA', seq: 0 } };
  }

  @Get('guardless')
  @Public()
  @Limits('public')
  @Answers(200, FeedRequest)
  guardless(@Proven() _proven: ProvenLogin): unknown {
    return { cursor: { principal: 'acc_AAAAAAAAAAAAAAAAAAAAAA', seq: 0 } };
  }

  @Get('chatty')
  @Public()
  @Limits('public')
  @AnswersNothing()
  chatty(): string {
    return 'secret';
  }

  @Get('unlimited')
  @Public()
  @Answers(200, FeedRequest)
  unlimited(): unknown {
    return { cursor: { principal: 'acc_AAAAAAAAAAAAAAAAAAAAAA', seq: 0 } };
  }
}

describe('the route table', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(async () => {
    await server.close();
  });

  it('gives every route a right, schemas, an answer and a rate class', () => {
    const routes = routesOf(server.app);
    expect(routes.map(({ label }) => label)).toEqual(
      expect.arrayContaining(['POST AccountsController.register', 'POST AuthController.login', 'GET PagesController.home']),
    );
    expect(problemsOf(routes)).toEqual([]);
  });

  it('opens without a session exactly what must be open', () => {
    const open = routesOf(server.app).filter(({ isPublic }) => isPublic);
    expect(open.map(({ label }) => label).sort()).toEqual([
      'GET HealthController.live',
      'GET HealthController.ready',
      'GET InstanceController.read',
      'GET PagesController.docs',
      'GET PagesController.document',
      'GET PagesController.home',
      'GET PagesController.style',
      'POST AccountsController.register',
      'POST AuthController.login',
      'POST AuthController.prelogin',
      'POST AuthController.recover',
    ]);
  });

  it('is what the interface describes', async () => {
    const { body } = await server.inject({ url: '/v1/openapi.json' });
    const { paths } = body as { paths: Record<string, { post?: { requestBody?: unknown } }> };
    const machine = routesOf(server.app).filter(({ answer }) => answer?.kind !== 'page');
    expect(Object.values(paths).flatMap((item) => Object.keys(item))).toHaveLength(machine.length);
    expect(JSON.stringify(paths['/v1/auth/login']?.post?.requestBody)).toContain('loginSecret');
  });
});

describe('an application with offending routes', () => {
  let app: NestFastifyApplication;
  let env: Record<string, string>;
  beforeAll(async () => {
    env = await testEnvironment();
    const config = readConfig(env);
    const connections = await connectDatabases(config);
    const opened = await openInstance(config, connections);
    @Module({ imports: [AppModule.of(config, connections, opened)], controllers: [OffendingController] })
    class OffendingModule {}
    app = await NestFactory.create<NestFastifyApplication>(OffendingModule, new FastifyAdapter(), { logger: false });
    await app.init();
  });
  afterAll(async () => {
    await app.close();
    await removeEnvironment(env);
  });

  const status = async (path: string): Promise<[number, string]> => {
    const { statusCode, payload } = await app.inject({ url: `/offender/${path}`, headers: CLIENT_HEADERS });
    return [statusCode, payload];
  };

  it('is caught by the table, each by name', () => {
    const found = problemsOf(routesOf(app));
    expect(found.sort()).toEqual([
      'GET OffendingController.unanswered: no answer',
      'GET OffendingController.undecorated: no answer',
      'GET OffendingController.undecorated: no rate class',
      'GET OffendingController.undecorated: no right',
      'GET OffendingController.unlimited: no rate class',
      'POST OffendingController.unchecked: body without schema',
      'POST OffendingController.unchecked: query without schema',
    ]);
  });

  it('hides a route without right as if it did not exist', async () => {
    const [hiddenStatus, hidden] = await status('undecorated');
    const [absentStatus, absent] = await status('absent');
    expect([hiddenStatus, absentStatus]).toEqual([404, 404]);
    expect(withoutId(hidden)).toBe(withoutId(absent));
  });

  it.each(['unanswered', 'leaking', 'callerless', 'guardless', 'chatty', 'unlimited'])(
    'lets nothing out of one that is %s',
    async (path) => {
      const [code, payload] = await status(path);
      expect(code).toBe(500);
      expect(payload).not.toContain('secret');
      expect(JSON.parse(payload)).toMatchObject({ code: 'E_INTERNAL' });
    },
  );
});
