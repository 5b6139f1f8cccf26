import type { Bytes, ErrorCode, Kdf, RecoverResponse } from '@sealchart/protocol';
import { SealchartError, toB64u } from '@sealchart/protocol';
import type { Instance } from '../../client-api/account.ts';
import { forgetIdentity } from '../../crypto/openpgp.ts';
import { recoveryKeyOf, recoveryLoginOf } from '../../crypto/recovery-code.ts';
import { storeCipher } from '../../store/store-cipher.ts';
import { openStoreKey } from '../../store/store-key.ts';
import type { GuardedWrites } from '../../store/guarded-writes.ts';
import { SealedStore } from '../../store/sealed-store.ts';
import { Api } from '../../transport/api.ts';
import { pendingOf } from '../bundle/bundle-write.ts';
import { makeNextBundle } from '../bundle/next-bundle.ts';
import { checkDevice } from '../credentials.ts';
import { checkInstance, contact } from '../instance-pin.ts';
import { deviceTokenFor, login } from '../login.ts';
import type { NewPassword } from '../new-password.ts';
import { checkNewPassword, makePassword, requestError } from '../new-password.ts';
import type { OpenAccount, SessionContext } from '../open-account.ts';
import { pinsFor, pinsOf } from '../own-chain.ts';
import { isSameKdf, passwordSlotOf } from '../password-slot.ts';
import type { Recovered } from '../recovery/recovery-answer.ts';
import { openRecovery } from '../recovery/recovery-answer.ts';
import type { GivenKit, TypedKit } from '../recovery/typed-kit.ts';
import { readTypedKit } from '../recovery/typed-kit.ts';
import type { StoredAccount } from '../stored-account.ts';
import { OWN, OwnState, accountWrites, readAccount, writePending } from '../stored-account.ts';
import { unknownSlots } from './owner.ts';

export interface RecoverOptions {
  readonly kit: GivenKit;
  /** E-mail address, where neither the kit nor this device tells it. */
  readonly identifier?: string;
  readonly newPassword: string;
  readonly device: string;
}

/**
 * Gets in with a recovery kit: one bundle write with a new password, then an ordinary login with it. May be repeated with
 * the same kit whenever an answer was lost. `E_REQUEST`, `E_WORDS`, `E_EXISTS` before anything is sent; `E_INSTANCE`,
 * `E_REALM`, `E_KIT`, `E_THROTTLED`; `E_RECOVERY` when the answer is not what the kit was made for: nothing more is sent;
 * `E_UNAUTHENTICATED` where the server ended the recovery before the password was set.
 */
export async function recover(context: SessionContext, options: RecoverOptions): Promise<OpenAccount> {
  const { newPassword } = options;
  checkNewPassword(newPassword, 'newPassword');
  const device = checkDevice(options.device);
  const writes = await accountWrites(context.ports);
  const known = await readAccount(context.ports.store);
  const kit = readTypedKit(options.kit, options.identifier, known);
  const way = await findWay(context, kit, known);
  try {
    const answer = await ask(context, { way, kit, known, device });
    const recovered = await openRecovery(answer, { instance: way.instance, accountId: kit.accountId, known, recoveryKey: way.recoveryKey });
    try {
      const { identifier, kdf, doubt, ...told } = await setPassword(context, { way, kit, known, writes, answer, recovered, newPassword });
      const expected = { accountId: answer.accountId, kdf };
      return await login(context, { identifier, password: newPassword, device }, { expected, ...told }).catch((error: unknown) => {
        throw doubt && isCode(error, 'E_SALT') ? doubt : error;
      });
    } finally {
      recovered.accountKey.fill(0);
      recovered.identities.forEach(forgetIdentity);
    }
  } finally {
    way.recoveryKey.fill(0);
  }
}

/** The server that the kit is for, and what follows from the code there. */
interface Way {
  readonly instance: Instance;
  readonly recoveryLogin: string;
  readonly recoveryKey: Bytes;
}

async function findWay(context: SessionContext, { code, instance: named }: TypedKit, known: StoredAccount | undefined): Promise<Way> {
  try {
    const instance = await contact(publicApi(context), context.address, known?.instance);
    if (named) checkInstance(named, instance, 'the kit is for');
    const { instanceId, realm } = instance;
    const recoveryLogin = toB64u(await recoveryLoginOf(code, instanceId, realm));
    return { instance, recoveryLogin, recoveryKey: await recoveryKeyOf(code, instanceId) };
  } finally {
    code.fill(0);
  }
}

interface Asking {
  readonly way: Way;
  readonly kit: TypedKit;
  readonly known: StoredAccount | undefined;
  readonly device: string;
}

function ask(context: SessionContext, { way, kit, known, device }: Asking): Promise<RecoverResponse> {
  const account = kit.accountId ?? kit.identifier ?? '';
  return publicApi(context).recover({ account, recoveryLogin: way.recoveryLogin, device, ...deviceTokenFor(context, known) });
}

interface Setting extends Omit<Asking, 'device'> {
  readonly answer: RecoverResponse;
  readonly recovered: Recovered;
  readonly newPassword: string;
  /** Of what this device knows of the account. */
  readonly writes: GuardedWrites;
}

/** Who logs in after the write, and with which settings. */
interface SetPassword {
  readonly identifier: string;
  readonly kdf: Kdf;
  readonly deviceToken?: string;
  /** Why nobody knows whether it was written. The settings that the server names next tell: these or those of before. */
  readonly doubt?: SealchartError;
}

/** Writes the bundle with the new password. */
async function setPassword(context: SessionContext, setting: Setting): Promise<SetPassword> {
  const { way, answer } = setting;
  const { ports } = context;
  const identifier = await findIdentifier(context, setting);
  const chosen = await makePassword(ports, way.instance, setting.newPassword);
  try {
    const { kdf, loginSecret } = chosen;
    const next = await makeBundle(context, setting, chosen);
    if (setting.known) await writePending(setting.writes, pendingOf(pinsOf(next.own.chain, next.bundle), kdf, undefined));
    const { bundle, events } = next;
    const api = new Api({ server: context.address.origin, client: context.client, ports, token: answer.token });
    const loginVerifier = { kdf, loginSecret };
    const { deviceToken } = await api.writeBundle({ expectedVersion: bundle.version - 1, bundle, events: [...events], loginVerifier });
    return { identifier, kdf, ...(deviceToken === undefined ? {} : { deviceToken }) };
  } catch (error) {
    // The write ends the session that made it: where its answer was lost, the next try is refused as that of a stranger.
    if (isCode(error, 'E_UNAUTHENTICATED')) return { identifier, kdf: chosen.kdf, doubt: error };
    throw error;
  } finally {
    chosen.unlockKey.fill(0);
  }
}

/**
 * The password's slot is a new one, the kit's vouches for the chain anew. [Note: Recovery and other ways] The account key
 * stays, so whoever had a way in keeps what they had of it; nobody gets a new one. A fresh device takes all other ways as
 * it finds them, as a first login does. A device that knows the account drops those it does not vouch for, as nothing is
 * ever wrapped to them; refusing instead would lock the person out. Other recovery slots go in any case: there is one kit.
 */
function makeBundle({ ports }: SessionContext, { way, known, answer, recovered }: Setting, chosen: NewPassword) {
  const { own, identities, accountKey, slotId } = recovered;
  const { bundle, entry } = answer;
  const base = { instanceId: way.instance.instanceId, chain: own.chain, bundle, entry, identities };
  const unknown = known ? unknownSlots(bundle, pinsFor(own.chain, known)) : [];
  const kept = bundle.slots.filter((slot) => slot.kind !== 'password' && slot.kind !== 'recovery' && !unknown.includes(slot));
  const password = { kind: 'password', slotId: chosen.slotId, kdf: chosen.kdf, secret: chosen.unlockKey } as const;
  const recovery = { kind: 'recovery', slotId, secret: way.recoveryKey } as const;
  return makeNextBundle(base, { accountKey, atHand: [password, recovery], kept, at: ports.clock.now() });
}

/** The e-mail address to log in with; one that was typed beside an account id must be that account's, before anything is written. */
async function findIdentifier(context: SessionContext, { way, kit, known, answer, recovered }: Setting): Promise<string> {
  const identifier = kit.identifier ?? (known && (await knownIdentifier(context, known, recovered)));
  if (identifier === undefined) throw requestError('identifier', 'the e-mail address of the account is needed');
  if (kit.accountId === undefined) return identifier;
  const { kdf } = await publicApi(context).prelogin({ identifier });
  const { context: password } = passwordSlotOf(way.instance.instanceId, answer.bundle);
  if (!isSameKdf(kdf, password.kdf)) throw requestError('identifier', 'not the e-mail address of this account');
  return identifier;
}

/** As this device has it sealed; undefined when that is damaged. */
async function knownIdentifier({ ports }: SessionContext, known: StoredAccount, { identities }: Recovered): Promise<string | undefined> {
  const { instance, accountId } = known;
  const { instanceId } = instance;
  try {
    const storeKey = await openStoreKey(identities, { instanceId, accountId }, known.storeKey);
    const cipher = await storeCipher(storeKey, instanceId, accountId, ports.random);
    storeKey.fill(0);
    return (await new SealedStore(ports.store, cipher).get(OWN, OwnState))?.identifier;
  } catch (error) {
    if (!isCode(error, 'E_STORE')) throw error;
    return undefined;
  }
}

function isCode(error: unknown, code: ErrorCode): error is SealchartError {
  return error instanceof SealchartError && error.code === code;
}

function publicApi({ address, client, ports }: SessionContext): Api {
  return new Api({ server: address.origin, client, ports });
}
