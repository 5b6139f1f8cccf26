import { Module } from '@nestjs/common';
import { AccessModule } from '../../access/access.module.ts';
import { AccountsModule } from '../accounts/accounts.module.ts';
import { AuthController } from './auth.controller.ts';
import { AuthService } from './auth.service.ts';
import { LoginFailures } from './login-failures.ts';
import { LoginSecretStrategy } from './login-secret.strategy.ts';

@Module({
  imports: [AccessModule, AccountsModule],
  controllers: [AuthController],
  providers: [AuthService, LoginFailures, LoginSecretStrategy],
})
export class AuthModule {}
