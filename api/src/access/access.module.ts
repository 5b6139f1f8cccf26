import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { ACCOUNTS } from '../platform/database/connections.ts';
import { Authentication } from './authentication.ts';
import { Callers } from './callers.ts';
import { FormerSession } from './former-session.ts';
import { HeavyRequests } from './heavy-requests.ts';
import { DEVICES, knownDeviceSchema } from './known-device.ts';
import { KnownDevicesRepository } from './known-devices.repository.ts';
import { KnownDevices } from './known-devices.service.ts';
import { OwnPages } from './own-pages.ts';
import { SessionCookies } from './session-cookies.ts';
import { SessionTokenStrategy } from './session-token.strategy.ts';
import { SESSIONS, sessionSchema } from './session.ts';
import { SessionsRepository } from './sessions.repository.ts';
import { SessionsService } from './sessions.service.ts';

/** Who is calling, and what may be done. */
@Module({
  imports: [
    MongooseModule.forFeature(
      [
        { name: SESSIONS, schema: sessionSchema, collection: SESSIONS },
        { name: DEVICES, schema: knownDeviceSchema, collection: DEVICES },
      ],
      ACCOUNTS,
    ),
  ],
  providers: [
    Authentication,
    Callers,
    FormerSession,
    HeavyRequests,
    KnownDevices,
    KnownDevicesRepository,
    OwnPages,
    SessionCookies,
    SessionsRepository,
    SessionsService,
    SessionTokenStrategy,
  ],
  exports: [Authentication, Callers, FormerSession, HeavyRequests, KnownDevices, OwnPages, SessionCookies, SessionsService],
})
export class AccessModule {}
