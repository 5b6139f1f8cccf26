import { Module } from '@nestjs/common';
import { AccessModule } from '../../access/access.module.ts';
import { SessionsController } from './sessions.controller.ts';

/** The own sessions, to be seen and ended. */
@Module({ imports: [AccessModule], controllers: [SessionsController] })
export class SessionsModule {}
