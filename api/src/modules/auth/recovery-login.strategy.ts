import { Injectable } from '@nestjs/common';
import { RecoverRequest } from '@sealchart/protocol';
import type { Proof } from '../../access/authentication.ts';
import { Authentication } from '../../access/authentication.ts';
import { parseRequest } from '../../platform/http/validation.ts';
import { AccountsService } from '../accounts/accounts.service.ts';
import type { ProvenLogin } from './login-judge.service.ts';
import { LoginJudge } from './login-judge.service.ts';

/** The way in of a recovery: an account and the recovery login of its kit. Guards come before pipes: it reads its own body. */
@Injectable()
export class RecoveryLoginStrategy {
  /** Undefined when account or recovery login is wrong, after the same work. Throws `E_REQUEST`, `E_PLAINTEXT`, and as `LoginJudge.judge`. */
  readonly prove: Proof<ProvenLogin>;

  constructor(authentication: Authentication, accounts: AccountsService, judge: LoginJudge) {
    this.prove = authentication.use('recovery-login', async (request) => {
      const { account, recoveryLogin, device, deviceToken } = parseRequest(RecoverRequest, request.body);
      const claim = { way: 'recovery', account, device, deviceToken, address: request.ip } as const;
      return judge.judge(claim, () => accounts.proveRecovery(account, recoveryLogin));
    });
  }
}
