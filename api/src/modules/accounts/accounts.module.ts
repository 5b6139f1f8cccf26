import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { AccessModule } from '../../access/access.module.ts';
import { ACCOUNTS } from '../../platform/database/connections.ts';
import { AccountChainsRepository } from './account-chains.repository.ts';
import { AccountKeysService } from './account-keys.service.ts';
import {
  ACCOUNT,
  ACCOUNT_EVENT_ROW,
  BUNDLE,
  CERTIFICATE,
  IDENTITY,
  PROFILE_ROW,
  accountEventSchema,
  accountSchema,
  bundleSchema,
  certificateSchema,
  identitySchema,
  profileSchema,
} from './account.schema.ts';
import { AccountWrites } from './account-writes.ts';
import { AccountsController } from './accounts.controller.ts';
import { AccountsRepository } from './accounts.repository.ts';
import { AccountsService } from './accounts.service.ts';
import { BundleWriteService } from './bundle-write.service.ts';
import { ClosingService } from './closing.service.ts';
import { IdentityHash } from './identity-hash.ts';
import { LoginHash } from './login-hash.ts';
import { PepperUse } from './pepper-use.ts';
import { ProfileService } from './profile.service.ts';
import { RegistrationLimits } from './registration-limits.ts';
import { RegistrationService } from './registration.service.ts';
import { StoredAccounts } from './stored-accounts.ts';

@Module({
  imports: [
    AccessModule,
    MongooseModule.forFeature(
      [
        { name: ACCOUNT, schema: accountSchema, collection: ACCOUNT },
        { name: IDENTITY, schema: identitySchema, collection: IDENTITY },
        { name: BUNDLE, schema: bundleSchema, collection: BUNDLE },
        { name: ACCOUNT_EVENT_ROW, schema: accountEventSchema, collection: ACCOUNT_EVENT_ROW },
        { name: CERTIFICATE, schema: certificateSchema, collection: CERTIFICATE },
        { name: PROFILE_ROW, schema: profileSchema, collection: PROFILE_ROW },
      ],
      ACCOUNTS,
    ),
  ],
  controllers: [AccountsController],
  providers: [
    AccountChainsRepository,
    AccountKeysService,
    AccountWrites,
    AccountsRepository,
    AccountsService,
    BundleWriteService,
    ClosingService,
    IdentityHash,
    LoginHash,
    PepperUse,
    ProfileService,
    RegistrationLimits,
    RegistrationService,
    StoredAccounts,
  ],
  exports: [AccountKeysService, AccountsService, IdentityHash],
})
export class AccountsModule {}
