import { Inject, Injectable } from '@nestjs/common';
import type { ProfileWriteRequest } from '@sealchart/protocol';
import { PROFILE, ProfileStatement, SealchartError, parseStatement, sha256B64u, verifyStatement } from '@sealchart/protocol';
import type { Caller } from '../../access/caller.ts';
import { Clock } from '../../platform/clock.ts';
import type { Instance } from '../../platform/instance/instance.ts';
import { INSTANCE } from '../../platform/instance/instance.ts';
import { AccountChainsRepository } from './account-chains.repository.ts';
import { AccountKeysService } from './account-keys.service.ts';
import { AccountWrites } from './account-writes.ts';
import { checkTime } from './statement-time.ts';
import { toRow } from './statement-rows.ts';

/** Takes the next profile statement of an account in. */
@Injectable()
export class ProfileService {
  constructor(
    @Inject(INSTANCE) private readonly instance: Instance,
    private readonly clock: Clock,
    private readonly keys: AccountKeysService,
    private readonly chains: AccountChainsRepository,
    private readonly writes: AccountWrites,
  ) {}

  /**
   * Writes the successor of the stored profile; the stored one itself is taken again. Throws `E_CONFLICT` for any other, `E_AUTHOR` or
   * `E_SIGNATURE` unless the current key of the caller signed it, `E_CLOCK`, and what `parseStatement` throws.
   */
  async write({ accountId }: Caller, { profile }: ProfileWriteRequest): Promise<void> {
    const parsed = await parseStatement(ProfileStatement, PROFILE, this.instance.instanceId, profile);
    const stored = await this.chains.findProfile(accountId);
    const certificate = (await this.keys.findCurrent([accountId])).get(accountId);
    if (!stored || !certificate) throw new SealchartError('E_NOT_FOUND');
    const storedHash = await sha256B64u(stored.statement);
    if (parsed.hash === storedHash) return;
    const { author, authoredAt, number, previous } = parsed.value;
    checkTime(authoredAt, this.clock.now());
    if (author.account !== accountId) throw new SealchartError('E_AUTHOR', { detail: 'profile of another account' });
    // Its number is held against the stored one by the write itself.
    if (previous !== storedHash) throw new SealchartError('E_CONFLICT');
    await verifyStatement(parsed, certificate);
    await this.writes.writeProfile({ accountId, certificateHash: certificate.hash }, { _id: accountId, number, ...toRow(parsed) });
  }
}
