import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { AccessModule } from '../../access/access.module.ts';
import { RECORDS } from '../../platform/database/connections.ts';
import { FEED_HEADS, FEED_ROWS, feedHeadSchema, feedRowSchema } from './feed.schema.ts';
import { FeedsController } from './feeds.controller.ts';
import { FeedsRepository } from './feeds.repository.ts';
import { FeedsService } from './feeds.service.ts';
import { LiveStreams } from './live-streams.service.ts';

@Module({
  imports: [
    AccessModule,
    MongooseModule.forFeature(
      [
        { name: FEED_HEADS, schema: feedHeadSchema, collection: FEED_HEADS },
        { name: FEED_ROWS, schema: feedRowSchema, collection: FEED_ROWS },
      ],
      RECORDS,
    ),
  ],
  controllers: [FeedsController],
  providers: [FeedsRepository, FeedsService, LiveStreams],
  exports: [FeedsService],
})
export class FeedsModule {}
