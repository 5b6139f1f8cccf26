import type { DynamicModule } from '@nestjs/common';
import { Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, APP_PIPE, DiscoveryModule } from '@nestjs/core';
import { AccessGuard } from './access/access.guard.ts';
import { AccessModule } from './access/access.module.ts';
import { HeavyRequests } from './access/heavy-requests.ts';
import { LimitsGuard } from './access/limits.guard.ts';
import { AccountsModule } from './modules/accounts/accounts.module.ts';
import { AnchorsModule } from './modules/anchors/anchors.module.ts';
import { AuthModule } from './modules/auth/auth.module.ts';
import { DirectoryModule } from './modules/directory/directory.module.ts';
import { ElementsModule } from './modules/elements/elements.module.ts';
import { FeedsModule } from './modules/feeds/feeds.module.ts';
import { InstanceModule } from './modules/instance/instance.module.ts';
import { LoginsModule } from './modules/logins/logins.module.ts';
import { SessionsModule } from './modules/sessions/sessions.module.ts';
import type { AppConfig } from './platform/config/app-config.ts';
import type { Connections } from './platform/database/connections.ts';
import { AnswerInterceptor } from './platform/http/answer.interceptor.ts';
import { ClientVersionGuard } from './platform/http/client-version.guard.ts';
import { ProblemFilter } from './platform/http/problem.filter.ts';
import { validationPipe } from './platform/http/validation.ts';
import type { OpenedInstance } from './platform/instance/instance.ts';
import { PlatformModule } from './platform/platform.module.ts';

/** The whole server. The guards stand in the order in which they ask: who speaks how, who may, how often. */
@Module({})
export class AppModule {
  static of(config: AppConfig, connections: Connections, opened: OpenedInstance): DynamicModule {
    return {
      module: AppModule,
      imports: [
        DiscoveryModule,
        PlatformModule.of(config, connections, opened),
        AccessModule,
        InstanceModule,
        FeedsModule,
        AccountsModule,
        AuthModule,
        LoginsModule,
        SessionsModule,
        DirectoryModule,
        ElementsModule,
        AnchorsModule,
      ],
      providers: [
        { provide: APP_PIPE, useValue: validationPipe },
        { provide: APP_FILTER, useClass: ProblemFilter },
        { provide: APP_INTERCEPTOR, useClass: AnswerInterceptor },
        { provide: APP_INTERCEPTOR, useExisting: HeavyRequests },
        { provide: APP_GUARD, useClass: ClientVersionGuard },
        { provide: APP_GUARD, useClass: AccessGuard },
        { provide: APP_GUARD, useClass: LimitsGuard },
      ],
    };
  }
}
