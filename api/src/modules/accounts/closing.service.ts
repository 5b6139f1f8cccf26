import { Inject, Injectable } from '@nestjs/common';
import type { CloseRequest } from '@sealchart/protocol';
import { ACCOUNT_EVENT, AccountEvent, SealchartError, fromB64u, parseStatement, replayAccountChain, sha256B64u } from '@sealchart/protocol';
import type { Caller } from '../../access/caller.ts';
import { Clock } from '../../platform/clock.ts';
import type { Instance } from '../../platform/instance/instance.ts';
import { INSTANCE } from '../../platform/instance/instance.ts';
import { AccountWrites } from './account-writes.ts';
import { checkTime } from './statement-time.ts';
import { StoredAccounts } from './stored-accounts.ts';

/** Closes accounts, for good. */
@Injectable()
export class ClosingService {
  constructor(
    @Inject(INSTANCE) private readonly instance: Instance,
    private readonly clock: Clock,
    private readonly stored: StoredAccounts,
    private readonly writes: AccountWrites,
  ) {}

  /**
   * Closes the caller's account by a `revoke` event of its current key. Throws `E_CONFLICT` for one that does not follow the newest event,
   * `E_FORMAT` for another kind, `E_CLOCK`, and what the replay of the chain throws.
   */
  async close({ accountId }: Caller, { event }: CloseRequest): Promise<void> {
    const { instanceId } = this.instance;
    const parsed = await parseStatement(AccountEvent, ACCOUNT_EVENT, instanceId, event);
    if (parsed.value.kind !== 'revoke') throw new SealchartError('E_FORMAT', { detail: 'an account is closed by a revoke event' });
    checkTime(parsed.value.authoredAt, this.clock.now());
    const stored = await this.stored.find(accountId);
    if (!stored) throw new SealchartError('E_NOT_FOUND');
    const { events, certificates } = stored.entry;
    const head = await sha256B64u(fromB64u(events.at(-1)?.statement ?? ''));
    if (parsed.value.sequence !== events.length + 1 || parsed.value.previous !== head) throw new SealchartError('E_CONFLICT');
    await replayAccountChain(
      instanceId,
      accountId,
      [...events, event],
      certificates.map((bytes) => fromB64u(bytes)),
    );
    const { certificateHash } = stored.account;
    await this.writes.close({ accountId, certificateHash }, parsed, new Date(this.clock.now()));
  }
}
