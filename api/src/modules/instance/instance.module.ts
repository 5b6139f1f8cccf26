import { Module } from '@nestjs/common';
import { HealthController } from './health.controller.ts';
import { InstanceController } from './instance.controller.ts';
import { PagesController } from './pages.controller.ts';

/** What the server says of itself. */
@Module({ controllers: [InstanceController, HealthController, PagesController] })
export class InstanceModule {}
