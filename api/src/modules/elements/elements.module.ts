import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { RECORDS } from '../../platform/database/connections.ts';
import { AccountsModule } from '../accounts/accounts.module.ts';
import { FeedsModule } from '../feeds/feeds.module.ts';
import { ChainPages } from './chain-pages.ts';
import { ELEMENT_CONTENTS, elementContentSchema } from './element-content.schema.ts';
import { ElementContentsRepository } from './element-contents.repository.ts';
import { ElementErasures } from './element-erasures.ts';
import { ElementReader } from './element-reader.ts';
import { ElementStore } from './element-store.ts';
import { ELEMENT_VERSIONS_COLLECTION, elementVersionSchema } from './element-version.schema.ts';
import { ElementVersionsRepository } from './element-versions.repository.ts';
import { ELEMENTS, elementSchema } from './element.schema.ts';
import { ElementsController } from './elements.controller.ts';
import { ElementsRepository } from './elements.repository.ts';
import { ElementsService } from './elements.service.ts';
import { InstanceRoom } from './instance-room.ts';
import { KEY_PACKETS, keyPacketSchema } from './key-packet.schema.ts';
import { KeyPacketsRepository } from './key-packets.repository.ts';
import { PendingErasures } from './pending-erasures.ts';
import { RecordContents } from './record-contents.ts';
import { UsageController } from './usage.controller.ts';
import { USAGES, usageSchema } from './usage.schema.ts';
import { UsagesRepository } from './usages.repository.ts';

@Module({
  imports: [
    AccountsModule,
    FeedsModule,
    MongooseModule.forFeature(
      [
        { name: ELEMENTS, schema: elementSchema, collection: ELEMENTS },
        { name: ELEMENT_VERSIONS_COLLECTION, schema: elementVersionSchema, collection: ELEMENT_VERSIONS_COLLECTION },
        { name: ELEMENT_CONTENTS, schema: elementContentSchema, collection: ELEMENT_CONTENTS },
        { name: KEY_PACKETS, schema: keyPacketSchema, collection: KEY_PACKETS },
        { name: USAGES, schema: usageSchema, collection: USAGES },
      ],
      RECORDS,
    ),
  ],
  controllers: [ElementsController, UsageController],
  providers: [
    ChainPages,
    ElementContentsRepository,
    ElementErasures,
    ElementReader,
    ElementStore,
    ElementVersionsRepository,
    ElementsRepository,
    ElementsService,
    InstanceRoom,
    KeyPacketsRepository,
    PendingErasures,
    RecordContents,
    UsagesRepository,
  ],
  exports: [ElementReader, RecordContents],
})
export class ElementsModule {}
