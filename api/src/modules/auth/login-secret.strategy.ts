import { Injectable } from '@nestjs/common';
import { LoginRequest } from '@sealchart/protocol';
import type { Proof } from '../../access/authentication.ts';
import { Authentication } from '../../access/authentication.ts';
import { parseRequest } from '../../platform/http/validation.ts';
import { AccountsService } from '../accounts/accounts.service.ts';
import { LoginFailures } from './login-failures.ts';

/** Whom a login proved. Not a caller: there is no session yet. */
export interface ProvenLogin {
  readonly accountId: string;
}

/** The way in of a login: an e-mail address and the login secret of its password. Guards come before pipes: it reads its own body. */
@Injectable()
export class LoginSecretStrategy {
  /** Undefined when address or secret is wrong, after the same time. Throws `E_REQUEST`, `E_PLAINTEXT`, `E_THROTTLED` or `E_UNAVAILABLE`. */
  readonly prove: Proof<ProvenLogin>;

  constructor(authentication: Authentication, accounts: AccountsService, failures: LoginFailures) {
    this.prove = authentication.use('login-secret', async (request) => {
      const { identifier, loginSecret } = parseRequest(LoginRequest, request.body);
      await failures.begin(identifier);
      const accountId = await judge(
        () => accounts.prove(identifier, loginSecret),
        () => failures.undo(identifier),
      );
      if (accountId === undefined) return undefined;
      await failures.succeed(identifier);
      return { accountId };
    });
  }
}

/** What the judgement says; where there was none, `undo` runs before its error is thrown. */
async function judge<T>(judgement: () => Promise<T>, undo: () => Promise<void>): Promise<T> {
  try {
    return await judgement();
  } catch (error) {
    await undo().catch(() => undefined);
    throw error;
  }
}
