import type { AccountChain, ParsedStatement, ProfileStatement as Profile, RegisterRequest } from '@sealchart/protocol';
import {
  ACCOUNT_EVENT,
  AccountEvent,
  PROFILE,
  ProfileStatement,
  SealchartError,
  bundleHashOf,
  currentKey,
  fromB64u,
  parseStatement,
  replayAccountChain,
  verifyStatement,
} from '@sealchart/protocol';
import { checkBundle, checkKdf, checkKdfOfSlot, passwordSlotOf } from './bundle-checks.ts';
import { checkTime } from './statement-time.ts';

/** A registration of which everything was checked that a server can check. */
export interface CheckedRegistration {
  readonly chain: AccountChain;
  readonly events: readonly ParsedStatement<AccountEvent>[];
  readonly profile: ParsedStatement<Profile>;
}

/**
 * Checks a registration: settings and headers of the bundle, the chain of its two events, the bundle that the chain names, the profile.
 * Cheap checks come first. Throws `E_KDF`, `E_FORMAT`, `E_BIND`, `E_INSTANCE`, `E_CONTEXT`, `E_CERT`, `E_AUTHOR`, `E_SIGNATURE`,
 * `E_HASH` or `E_CLOCK`.
 */
export async function checkRegistration(request: RegisterRequest, instance: string, nowMs: number): Promise<CheckedRegistration> {
  const { bundle } = request;
  checkKdf(request.kdf);
  checkBundle(bundle, instance);
  checkFirstBundle(request);
  const events = await Promise.all(request.events.map((event) => parseStatement(AccountEvent, ACCOUNT_EVENT, instance, event)));
  const profile = await parseStatement(ProfileStatement, PROFILE, instance, request.profile);
  for (const { value } of [...events, profile]) checkTime(value.authoredAt, nowMs);
  const chain = await replayAccountChain(instance, bundle.accountId, request.events, [fromB64u(bundle.certificate)]);
  await checkNamedBundle(request, chain);
  await checkProfile(profile, chain);
  return { chain, events, profile };
}

/** Bundle version 1 has one way in, the password, bound to the first event of the chain. */
function checkFirstBundle({ bundle, kdf }: RegisterRequest): void {
  if (bundle.version !== 1) throw new SealchartError('E_FORMAT', { detail: 'a first bundle has version 1' });
  checkKdfOfSlot(kdf, passwordSlotOf(bundle));
  // Of a recovery slot the server would have nothing to prove it with.
  if (bundle.slots.length > 1) throw new SealchartError('E_FORMAT', { detail: 'a first bundle has the password slot alone' });
  if (bundle.slots.some(({ origin }) => origin.sequence !== 1)) {
    throw new SealchartError('E_FORMAT', { detail: 'the origin of a first bundle is the first event' });
  }
}

/** The chain must end with this very bundle, and the bundle be that of its key. */
async function checkNamedBundle({ bundle }: RegisterRequest, chain: AccountChain): Promise<void> {
  if (chain.bundle.hash !== (await bundleHashOf(bundle)))
    throw new SealchartError('E_HASH', { detail: 'not the bundle that the chain names' });
  if (currentKey(chain).certificate.fingerprint !== bundle.fingerprint) {
    throw new SealchartError('E_CERT', { detail: 'the fingerprint of the bundle is not that of its certificate' });
  }
}

async function checkProfile(profile: ParsedStatement<Profile>, chain: AccountChain): Promise<void> {
  const { author, number, previous } = profile.value;
  if (author.account !== chain.accountId) throw new SealchartError('E_AUTHOR', { detail: 'profile of another account' });
  if (number !== 1 || previous !== null) throw new SealchartError('E_FORMAT', { detail: 'a first profile has number 1' });
  await verifyStatement(profile, currentKey(chain).certificate);
}
