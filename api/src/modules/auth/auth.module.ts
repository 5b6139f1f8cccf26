import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { AccessModule } from '../../access/access.module.ts';
import { ACCOUNTS } from '../../platform/database/connections.ts';
import { AccountsModule } from '../accounts/accounts.module.ts';
import { LoginsModule } from '../logins/logins.module.ts';
import { AuthController } from './auth.controller.ts';
import { AuthService } from './auth.service.ts';
import { FAILURE_STREAKS, failureStreakSchema } from './failure-streak.schema.ts';
import { FailureStreaksRepository } from './failure-streaks.repository.ts';
import { Guesses } from './guesses.service.ts';
import { LoginJudge } from './login-judge.service.ts';
import { LoginSecretStrategy } from './login-secret.strategy.ts';
import { RecoveryLoginStrategy } from './recovery-login.strategy.ts';

@Module({
  imports: [
    AccessModule,
    AccountsModule,
    LoginsModule,
    MongooseModule.forFeature([{ name: FAILURE_STREAKS, schema: failureStreakSchema, collection: FAILURE_STREAKS }], ACCOUNTS),
  ],
  controllers: [AuthController],
  providers: [AuthService, FailureStreaksRepository, Guesses, LoginJudge, LoginSecretStrategy, RecoveryLoginStrategy],
})
export class AuthModule {}
