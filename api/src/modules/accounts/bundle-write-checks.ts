import type {
  AccountChain,
  AccountEvent as Event,
  BundleWriteRequest,
  KeyBundle,
  LoginVerifier,
  ParsedStatement,
} from '@sealchart/protocol';
import {
  ACCOUNT_EVENT,
  ACCOUNT_EVENTS,
  ACCOUNT_KEYS,
  AccountEvent,
  SealchartError,
  bundleHashOf,
  currentKey,
  equalBytes,
  fromB64u,
  parseStatement,
  replayAccountChain,
} from '@sealchart/protocol';
import type { Caller } from '../../access/caller.ts';
import { checkBundle, checkKdf, checkKdfOfSlot, checkKeptSlots, passwordSlotOf, recoverySlotOf } from './bundle-checks.ts';
import { checkTime } from './statement-time.ts';
import type { StoredAccount } from './stored-accounts.ts';

/** A bundle write of which everything was checked that a server can check. */
export interface CheckedBundleWrite {
  readonly chain: AccountChain;
  /** The new ones. */
  readonly events: readonly ParsedStatement<Event>[];
  /** Why the key changed; undefined when it did not. */
  readonly rotation: 'routine' | 'compromise' | undefined;
  /** Undefined: the password stays. */
  readonly login: LoginVerifier | undefined;
  /** What is kept of the recovery kit: a hash for a new one, null where there is none any more, undefined where nothing changed. */
  readonly recoveryHash: string | null | undefined;
}

/** What a write is judged by. */
export interface JudgedBy {
  readonly caller: Caller;
  readonly stored: StoredAccount;
  readonly instance: string;
  readonly nowMs: number;
}

/**
 * Checks the next bundle of an account: headers, slots that stay, the verifiers that must come with new ones, and the whole chain with the
 * new events, which must end in this very bundle. Cheap checks come first. Throws `E_CONFLICT` for a bundle that does not follow the stored
 * one, else `E_FORMAT`, `E_BIND`, `E_KDF`, `E_LIMIT`, `E_INSTANCE`, `E_CONTEXT`, `E_CERT`, `E_AUTHOR`, `E_SIGNATURE`, `E_HASH` or `E_CLOCK`.
 */
export async function checkBundleWrite(request: BundleWriteRequest, by: JudgedBy): Promise<CheckedBundleWrite> {
  const { bundle } = request;
  const { stored, instance } = by;
  checkSuccession(request, by);
  checkBundle(bundle, instance);
  checkKeptSlots(stored.bundle, bundle);
  const events = await parseEvents(request, by);
  checkOrigins(bundle, events);
  const rotation = rotationOf(events);
  const login = checkPassword(request, stored.bundle);
  const recoveryHash = checkRecovery(request, stored.bundle);
  if (login === undefined && by.caller.kind === 'recovery') throw refuse('a recovery ends with a new password');
  if (rotation === 'compromise' && (login === undefined || typeof recoveryHash !== 'string')) {
    throw refuse('after a compromise password and recovery kit are new');
  }
  const chain = await replay(request, by, rotation !== undefined);
  return { chain, events, rotation, login, recoveryHash };
}

function checkSuccession({ expectedVersion, bundle }: BundleWriteRequest, { caller, stored }: JudgedBy): void {
  if (bundle.version !== expectedVersion + 1) throw refuse('the version of a bundle is the expected one and 1');
  if (bundle.accountId !== caller.accountId) throw new SealchartError('E_BIND', { detail: 'bundle of another account' });
  if (stored.bundle.version !== expectedVersion) throw new SealchartError('E_CONFLICT');
}

async function parseEvents(request: BundleWriteRequest, { stored, instance, nowMs }: JudgedBy): Promise<ParsedStatement<Event>[]> {
  const events = await Promise.all(request.events.map((event) => parseStatement(AccountEvent, ACCOUNT_EVENT, instance, event)));
  const kinds = events.map(({ value }) => value.kind).join();
  if (kinds !== 'bundle' && kinds !== 'rotate,bundle') throw refuse('a bundle comes with a bundle event, and a rotation before it');
  for (const { value } of events) checkTime(value.authoredAt, nowMs);
  // One place is kept free: an account can always be closed.
  if (stored.entry.events.length + events.length >= ACCOUNT_EVENTS) {
    throw new SealchartError('E_LIMIT', { detail: `${ACCOUNT_EVENTS} changes of an account's keys` });
  }
  if (events.length > 1 && stored.entry.certificates.length >= ACCOUNT_KEYS) {
    throw new SealchartError('E_LIMIT', { detail: `${ACCOUNT_KEYS} keys of an account` });
  }
  return events;
}

/** A slot can only prove an event that was there when it was made. */
function checkOrigins(bundle: KeyBundle, events: readonly ParsedStatement<Event>[]): void {
  const sequence = events.at(-1)?.value.sequence ?? 0;
  if (bundle.slots.some(({ origin }) => origin.sequence >= sequence)) throw refuse('the origin of a slot is an event before its bundle');
}

function rotationOf(events: readonly ParsedStatement<Event>[]): 'routine' | 'compromise' | undefined {
  const first = events[0]?.value;
  return first?.kind === 'rotate' ? first.cause : undefined;
}

/** A new password slot comes with what proves the new password, and nothing else does. */
function checkPassword({ bundle, loginVerifier }: BundleWriteRequest, before: KeyBundle): LoginVerifier | undefined {
  const slot = passwordSlotOf(bundle);
  const isNew = slot.slotId !== passwordSlotOf(before).slotId;
  if (isNew !== (loginVerifier !== undefined)) throw refuse('loginVerifier comes with a new password slot, and only with one');
  if (loginVerifier === undefined) return undefined;
  checkKdf(loginVerifier.kdf);
  checkKdfOfSlot(loginVerifier.kdf, slot);
  return loginVerifier;
}

/** As with the password; a slot that is gone takes its verifier along. */
function checkRecovery({ bundle, recoveryVerifier }: BundleWriteRequest, before: KeyBundle): string | null | undefined {
  const [slot, former] = [recoverySlotOf(bundle), recoverySlotOf(before)];
  const isNew = slot !== undefined && slot.slotId !== former?.slotId;
  if (isNew !== (recoveryVerifier !== undefined)) throw refuse('recoveryVerifier comes with a new recovery slot, and only with one');
  if (recoveryVerifier !== undefined) return recoveryVerifier;
  return slot === undefined && former !== undefined ? null : undefined;
}

/** The chain with the new events ends in this bundle, which is that of the chain's key. */
async function replay({ bundle, events }: BundleWriteRequest, by: JudgedBy, isRotation: boolean): Promise<AccountChain> {
  const { entry } = by.stored;
  const certificate = fromB64u(bundle.certificate);
  const certificates = [...entry.certificates.map((bytes) => fromB64u(bytes)), ...(isRotation ? [certificate] : [])];
  const chain = await replayAccountChain(by.instance, entry.accountId, [...entry.events, ...events], certificates);
  if (chain.bundle.hash !== (await bundleHashOf(bundle))) {
    throw new SealchartError('E_HASH', { detail: 'not the bundle that the chain names' });
  }
  const current = currentKey(chain).certificate;
  if (!equalBytes(current.bytes, certificate) || current.fingerprint !== bundle.fingerprint) {
    throw new SealchartError('E_CERT', { detail: "the certificate of the bundle is not that of the chain's key" });
  }
  return chain;
}

function refuse(detail: string): SealchartError {
  return new SealchartError('E_FORMAT', { detail });
}
