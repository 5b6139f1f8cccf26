import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { RECORDS } from '../../platform/database/connections.ts';
import { AccountsModule } from '../accounts/accounts.module.ts';
import { ElementsModule } from '../elements/elements.module.ts';
import { ANCHOR_LEAVES, anchorLeafSchema } from './anchor-leaf.schema.ts';
import { AnchorLeavesRepository } from './anchor-leaves.repository.ts';
import { AnchorProofs } from './anchor-proofs.ts';
import { AnchorWriter } from './anchor-writer.ts';
import { ANCHORS, anchorSchema } from './anchor.schema.ts';
import { AnchorsController } from './anchors.controller.ts';
import { AnchorsRepository } from './anchors.repository.ts';
import { AnchorsService } from './anchors.service.ts';

@Module({
  imports: [
    AccountsModule,
    ElementsModule,
    MongooseModule.forFeature(
      [
        { name: ANCHORS, schema: anchorSchema, collection: ANCHORS },
        { name: ANCHOR_LEAVES, schema: anchorLeafSchema, collection: ANCHOR_LEAVES },
      ],
      RECORDS,
    ),
  ],
  controllers: [AnchorsController],
  providers: [AnchorLeavesRepository, AnchorProofs, AnchorWriter, AnchorsRepository, AnchorsService],
})
export class AnchorsModule {}
