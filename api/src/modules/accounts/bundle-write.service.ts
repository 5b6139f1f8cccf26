import { Inject, Injectable } from '@nestjs/common';
import type { BundleWriteRequest, BundleWriteResponse } from '@sealchart/protocol';
import { ACCOUNT_EVENT, AccountEvent, SealchartError, bundleHashOf, parseStatement } from '@sealchart/protocol';
import type { Caller } from '../../access/caller.ts';
import { Clock } from '../../platform/clock.ts';
import type { Instance } from '../../platform/instance/instance.ts';
import { INSTANCE } from '../../platform/instance/instance.ts';
import { AccountWrites } from './account-writes.ts';
import { checkBundleWrite } from './bundle-write-checks.ts';
import { LoginHash } from './login-hash.ts';
import type { StoredAccount } from './stored-accounts.ts';
import { StoredAccounts } from './stored-accounts.ts';

/** Takes the next bundle of an account in: whole, or not at all. */
@Injectable()
export class BundleWriteService {
  constructor(
    @Inject(INSTANCE) private readonly instance: Instance,
    private readonly clock: Clock,
    private readonly stored: StoredAccounts,
    private readonly logins: LoginHash,
    private readonly writes: AccountWrites,
  ) {}

  /**
   * Writes a bundle with its events and verifiers. Of several at once one wins. The one that is stored already is answered as the first
   * time. Throws what `checkBundleWrite` throws, and `E_CONFLICT` to whoever lost.
   */
  async write(caller: Caller, request: BundleWriteRequest): Promise<BundleWriteResponse> {
    try {
      return await this.#store(caller, request, await this.#find(caller));
    } catch (error) {
      const isLost = error instanceof SealchartError && error.code === 'E_CONFLICT';
      // The winner may have been this very request, now or long ago: its answer was lost, or it was sent twice.
      if (isLost && (await isStored(request, await this.#find(caller)))) return this.#answerAgain(caller, request);
      throw error;
    }
  }

  async #store(caller: Caller, request: BundleWriteRequest, stored: StoredAccount): Promise<BundleWriteResponse> {
    const { instanceId } = this.instance;
    const checked = await checkBundleWrite(request, { caller, stored, instance: instanceId, nowMs: this.clock.now() });
    // Before the transaction: a hash takes as long as all the rest, and would hold it open.
    const login = checked.login && { ...(await this.logins.hash(checked.login.loginSecret)), kdf: checked.login.kdf };
    const { bundle } = request;
    const { certificateHash } = stored.account;
    return { bundleVersion: bundle.version, ...(await this.writes.writeBundle(caller, { ...checked, bundle, login, certificateHash })) };
  }

  /** The answer to a write that was stored earlier; device tokens are told once, so there is a new one. */
  async #answerAgain(caller: Caller, { bundle, events }: BundleWriteRequest): Promise<BundleWriteResponse> {
    const [first] = await Promise.all(events.map((event) => parseStatement(AccountEvent, ACCOUNT_EVENT, this.instance.instanceId, event)));
    const isCompromise = first?.value.kind === 'rotate' && first.value.cause === 'compromise';
    return { bundleVersion: bundle.version, ...(isCompromise ? await this.writes.issueDeviceToken(caller) : {}) };
  }

  async #find({ accountId }: Caller): Promise<StoredAccount> {
    const stored = await this.stored.find(accountId);
    if (!stored) throw new SealchartError('E_NOT_FOUND');
    return stored;
  }
}

/** Whether the stored bundle is this one, and came with these events. */
async function isStored(
  { expectedVersion, bundle, events }: BundleWriteRequest,
  { bundle: stored, entry }: StoredAccount,
): Promise<boolean> {
  if (stored.version !== expectedVersion + 1 || (await bundleHashOf(stored)) !== (await bundleHashOf(bundle))) return false;
  const newest = entry.events.slice(-events.length);
  return events.every((event, i) => event.statement === newest[i]?.statement);
}
