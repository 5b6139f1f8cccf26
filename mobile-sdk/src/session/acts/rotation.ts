import type { Bytes, Profile } from '@sealchart/protocol';
import type { SecuredAccount } from '../../client-api/account.ts';
import { generateIdentity } from '../../crypto/openpgp.ts';
import { writeBundle } from '../bundle/bundle-write.ts';
import type { CurrentAccount } from '../current-account.ts';
import type { OpenAccount } from '../open-account.ts';
import { checkNewPassword, isSamePassword, makePassword, requestError } from '../new-password.ts';
import { asOwner, atHand, checkSuspectedSince, keptSlots, unknownSlots } from './owner.ts';
import { drawKit } from './recovery-kit.ts';
import { toWayIn } from './ways-in.ts';

const ACCOUNT_KEY_OCTETS = 32;

/**
 * Routine: a new account key and identity. The password stays, other ways in are wrapped to the public keys that this
 * device pinned. `E_PASSWORD`, `E_SLOT_UNKNOWN`, `E_CONFLICT`, and as `refreshAccount`.
 */
export async function rotate(
  current: CurrentAccount,
  { password, profile }: { readonly password: string; readonly profile?: Profile },
): Promise<void> {
  await asOwner(current, password, async (owner) => {
    const open = current.require();
    const kept = keptSlots(open.stored, ({ kind }) => kind !== 'password');
    const { accountKey, identity } = await drawKeys(open, profile);
    await writeBundle(current, { plan: { accountKey, rotation: { identity, cause: 'routine' }, atHand: [atHand(owner)], kept } });
  });
}

/** What a person says who secures the account. */
export interface SecureOptions {
  readonly password: string;
  readonly newPassword: string;
  /** Since when somebody else may have had the keys. */
  readonly suspectedSince?: string;
  readonly profile?: Profile;
  /** Called when the password is proven and nothing has changed yet: what is verified now was signed by a key that still counts. */
  readonly beforeRotation?: () => Promise<void>;
}

/**
 * Somebody may know the password: new account key, identity, password and kit. Every other way in is dropped, because
 * whoever held an old identity could have put a key of their own into it. `E_REQUEST`, `E_PASSWORD`, `E_CONFLICT`, and as
 * `refreshAccount`.
 */
export async function secure(current: CurrentAccount, options: SecureOptions): Promise<SecuredAccount> {
  const { password, newPassword, suspectedSince, profile } = options;
  checkNewPassword(newPassword, 'newPassword');
  if (isSamePassword(password, newPassword)) throw requestError('newPassword', 'the same as before');
  checkSuspectedSince(suspectedSince, current.context.ports.clock.now());
  return asOwner(current, password, async () => {
    await options.beforeRotation?.();
    const open = current.require();
    const dropped = droppedBy(open);
    const { accountKey, identity } = await drawKeys(open, profile);
    const chosen = await makePassword(open.session.ports, open.session.instance, newPassword);
    const { kit, slot, verifier } = await drawKit(open.session);
    const { slotId, kdf, loginSecret, unlockKey } = chosen;
    const rotation = { identity, cause: 'compromise', ...(suspectedSince === undefined ? {} : { suspectedSince }) } as const;
    try {
      await writeBundle(current, {
        plan: { accountKey, rotation, atHand: [{ kind: 'password', slotId, kdf, secret: unlockKey }, slot], kept: [] },
        loginVerifier: { kdf, loginSecret },
        recovery: { slotId: slot.slotId, verifier },
      });
      return { kit, dropped };
    } finally {
      unlockKey.fill(0);
      slot.secret.fill(0);
    }
  });
}

/** Kinds of which a new one is made. */
const RENEWED: ReadonlySet<string> = new Set(['password', 'recovery']);

/** All but those that have a successor: the password, and the kit that the person made. */
function droppedBy({ stored }: OpenAccount): SecuredAccount['dropped'] {
  const unknown = unknownSlots(stored.bundle, stored.pins);
  return stored.bundle.slots.filter((slot) => unknown.includes(slot) || !RENEWED.has(slot.kind)).map((slot) => toWayIn(slot, stored.pins));
}

async function drawKeys({ session }: OpenAccount, profile: Profile | undefined) {
  const { instance, account, identity, ports } = session;
  const kind = profile ?? identity.certificate.profile;
  const next = await generateIdentity({
    profile: kind,
    instanceId: instance.instanceId,
    accountId: account.accountId,
    at: ports.clock.now(),
  });
  const accountKey: Bytes = ports.random.bytes(ACCOUNT_KEY_OCTETS);
  return { accountKey, identity: next };
}
