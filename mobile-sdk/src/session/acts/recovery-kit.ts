import type { Bytes } from '@sealchart/protocol';
import { idOf, sha256B64u, toInstant } from '@sealchart/protocol';
import type { RecoveryKit } from '../../client-api/account.ts';
import { makeRecoveryCode, recoveryKeyOf, recoveryLoginOf, wordsOfCode } from '../../crypto/recovery-code.ts';
import { writeBundle } from '../bundle/bundle-write.ts';
import type { SlotAtHand } from '../bundle/next-bundle.ts';
import type { CurrentAccount } from '../current-account.ts';
import type { UnlockedSession } from '../unlocked-session.ts';
import { asOwner, atHand, keptSlots } from './owner.ts';

/** A kit that was just drawn, before it opens anything. */
export interface NewKit {
  readonly kit: RecoveryKit;
  /** Its slot; the secret is to be overwritten. */
  readonly slot: SlotAtHand & { readonly kind: 'recovery'; readonly secret: Bytes };
  /** For the server: SHA-256 of the recovery login. */
  readonly verifier: string;
}

/** Makes a recovery kit in place of the one before. `E_PASSWORD`, `E_SLOT_UNKNOWN`, `E_CONFLICT`, and as `refreshAccount`. */
export function makeRecoveryKit(current: CurrentAccount, { password }: { readonly password: string }): Promise<RecoveryKit> {
  return asOwner(current, password, async (owner) => {
    const { session, stored, accountKey } = current.require();
    const kept = keptSlots(stored, ({ kind }) => kind !== 'password' && kind !== 'recovery');
    const { kit, slot, verifier } = await drawKit(session);
    try {
      await writeBundle(current, {
        plan: { accountKey: accountKey.slice(), atHand: [atHand(owner), slot], kept },
        recovery: { slotId: slot.slotId, verifier },
      });
      return kit;
    } finally {
      slot.secret.fill(0);
    }
  });
}

/** Draws a recovery code and all that follows from it. */
export async function drawKit({ instance, account, ports }: UnlockedSession): Promise<NewKit> {
  const { server, instanceId, realm, logKey } = instance;
  const code = makeRecoveryCode(ports.random);
  const recoveryLogin = await recoveryLoginOf(code, instanceId, realm);
  const secret = await recoveryKeyOf(code, instanceId);
  const words = wordsOfCode(code);
  code.fill(0);
  const kit = { server, accountId: account.accountId, instanceId, realm, logKey, words, madeAt: toInstant(ports.clock.now()) };
  const slotId = idOf('slt_', ports.random.bytes(16));
  return { kit, slot: { kind: 'recovery', slotId, secret }, verifier: await sha256B64u(recoveryLogin) };
}
