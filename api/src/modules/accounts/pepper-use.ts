import type { OnModuleInit } from '@nestjs/common';
import { Inject, Injectable } from '@nestjs/common';
import { SealchartError } from '@sealchart/protocol';
import { OperatorLog } from '../../platform/operator-log.ts';
import { pepperFile } from '../../platform/secrets/secrets-folder.ts';
import type { Secrets } from '../../platform/secrets/secrets.ts';
import { SECRETS } from '../../platform/secrets/secrets.ts';
import { AccountsRepository } from './accounts.repository.ts';

/** Holds the peppers in the secrets folder against those that accounts need, at every start. */
@Injectable()
export class PepperUse implements OnModuleInit {
  constructor(
    @Inject(SECRETS) private readonly secrets: Secrets,
    private readonly accounts: AccountsRepository,
    private readonly log: OperatorLog,
  ) {}

  /** Throws `E_SECRETS`, naming every pepper that an account needs and the folder lacks. */
  async onModuleInit(): Promise<void> {
    const used = new Set(await this.accounts.findPepperIds());
    const { current, all } = this.secrets.peppers;
    const known = new Set(all.map(({ id }) => id));
    const missing = [...used].filter((id) => !known.has(id)).sort();
    if (missing.length > 0) throw missingPeppers(missing);
    const unused = all.flatMap(({ id }) => (id === current.id || used.has(id) ? [] : pepperFile(id))).sort();
    if (unused.length === 0) return;
    this.log.warn(
      `no account needs these former peppers any more: ${unused.join(', ')}; once every node was started since the last rotation they may be deleted from the secrets folder`,
    );
  }
}

function missingPeppers(ids: readonly string[]): SealchartError {
  const message =
    'is missing or damaged in the folder that SECRETS_DIR names (the current pepper may lie there as plain `pepper`), and accounts need it to log in: put the folder back from your backup';
  const issues = ids.map((id) => ({ path: pepperFile(id), message }));
  return new SealchartError('E_SECRETS', { detail: issues.map(({ path }) => path).join(', '), issues });
}
