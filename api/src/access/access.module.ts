import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { ACCOUNTS } from '../platform/database/connections.ts';
import { Authentication } from './authentication.ts';
import { Callers } from './callers.ts';
import { HeavyRequests } from './heavy-requests.ts';
import { SessionTokenStrategy } from './session-token.strategy.ts';
import { SESSIONS, sessionSchema } from './session.ts';
import { SessionsRepository } from './sessions.repository.ts';
import { SessionsService } from './sessions.service.ts';

/** Who is calling, and what may be done. */
@Module({
  imports: [MongooseModule.forFeature([{ name: SESSIONS, schema: sessionSchema, collection: SESSIONS }], ACCOUNTS)],
  providers: [Authentication, Callers, HeavyRequests, SessionsRepository, SessionsService, SessionTokenStrategy],
  exports: [Authentication, Callers, HeavyRequests, SessionsService],
})
export class AccessModule {}
