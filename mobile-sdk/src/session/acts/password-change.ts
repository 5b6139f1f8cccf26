import { writeBundle } from '../bundle/bundle-write.ts';
import type { CurrentAccount } from '../current-account.ts';
import { checkNewPassword, makePassword } from '../new-password.ts';
import { asOwner, keptSlots } from './owner.ts';

/**
 * A new password: new salt, slot and login secret in one write; the account key and all else stay. `E_REQUEST`,
 * `E_PASSWORD`, `E_SLOT_UNKNOWN`, `E_CONFLICT`, and as `refreshAccount`.
 */
export async function changePassword(
  current: CurrentAccount,
  { password, newPassword }: { readonly password: string; readonly newPassword: string },
): Promise<void> {
  checkNewPassword(newPassword, 'newPassword');
  await asOwner(current, password, async () => {
    const { session, stored, accountKey } = current.require();
    const kept = keptSlots(stored, ({ kind }) => kind !== 'password');
    const chosen = await makePassword(session.ports, session.instance, newPassword);
    const { slotId, kdf, loginSecret, unlockKey } = chosen;
    try {
      await writeBundle(current, {
        plan: { accountKey: accountKey.slice(), atHand: [{ kind: 'password', slotId, kdf, secret: unlockKey }], kept },
        loginVerifier: { kdf, loginSecret },
      });
    } finally {
      unlockKey.fill(0);
    }
  });
}
