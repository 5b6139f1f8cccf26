import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { AccessModule } from '../../access/access.module.ts';
import { ACCOUNTS } from '../../platform/database/connections.ts';
import { AccountsModule } from '../accounts/accounts.module.ts';
import { LOGIN_ATTEMPTS, loginAttemptSchema } from './login-attempt.schema.ts';
import { LoginAttemptsRepository } from './login-attempts.repository.ts';
import { LoginHistory } from './login-history.service.ts';
import { LoginsController } from './logins.controller.ts';

/** Who tried to get into an account. */
@Module({
  imports: [
    AccessModule,
    AccountsModule,
    MongooseModule.forFeature([{ name: LOGIN_ATTEMPTS, schema: loginAttemptSchema, collection: LOGIN_ATTEMPTS }], ACCOUNTS),
  ],
  controllers: [LoginsController],
  providers: [LoginAttemptsRepository, LoginHistory],
  exports: [LoginHistory],
})
export class LoginsModule {}
