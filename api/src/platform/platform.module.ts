import type { DynamicModule } from '@nestjs/common';
import { Global, Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { Clock } from './clock.ts';
import type { AppConfig } from './config/app-config.ts';
import { APP_CONFIG } from './config/app-config.ts';
import type { Connections } from './database/connections.ts';
import { RECORDS } from './database/connections.ts';
import { DatabaseModule } from './database/database.module.ts';
import { Closing } from './http/closing.ts';
import { OpenApi } from './http/openapi.ts';
import { ServerAddress } from './http/server-address.ts';
import { IDEMPOTENT_ANSWERS, idempotentAnswerSchema } from './idempotency/idempotent-answer.ts';
import { IdempotencyRepository } from './idempotency/idempotency.repository.ts';
import { IdempotencyService } from './idempotency/idempotency.service.ts';
import type { OpenedInstance } from './instance/instance.ts';
import { INSTANCE } from './instance/instance.ts';
import { RateLimits } from './limits/rate-limits.ts';
import { OperatorLog } from './operator-log.ts';
import { InstanceSigner } from './secrets/instance-signer.ts';
import { SECRETS } from './secrets/secrets.ts';

/** What every module may ask for: settings, instance, secrets, clock, databases, limits. */
@Global()
@Module({})
export class PlatformModule {
  static of(config: AppConfig, connections: Connections, { instance, secrets }: OpenedInstance): DynamicModule {
    return {
      module: PlatformModule,
      imports: [
        DatabaseModule.of(connections),
        MongooseModule.forFeature([{ name: IDEMPOTENT_ANSWERS, schema: idempotentAnswerSchema, collection: IDEMPOTENT_ANSWERS }], RECORDS),
      ],
      providers: [
        { provide: APP_CONFIG, useValue: config },
        { provide: INSTANCE, useValue: instance },
        { provide: SECRETS, useValue: secrets },
        Clock,
        Closing,
        IdempotencyRepository,
        IdempotencyService,
        InstanceSigner,
        OpenApi,
        OperatorLog,
        RateLimits,
        ServerAddress,
      ],
      exports: [APP_CONFIG, INSTANCE, SECRETS, Clock, IdempotencyService, InstanceSigner, OpenApi, OperatorLog, RateLimits, ServerAddress],
    };
  }
}
