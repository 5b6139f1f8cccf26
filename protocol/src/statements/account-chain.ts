import { SealchartError } from '../errors.ts';
import { accountIdOf } from '../ids.ts';
import type { Certificate } from '../openpgp/certificate.ts';
import { readCertificate } from '../openpgp/certificate.ts';
import type { AccountBundle, AccountCreate, AccountRevoke, AccountRotate } from './account-event.ts';
import { ACCOUNT_EVENT, AccountEvent } from './account-event.ts';
import type { ParsedStatement, SignedStatement } from './signed-statement.ts';
import { parseStatement, verifyStatement } from './signed-statement.ts';

/** One identity of an account, in the order in which they were used. */
export interface AccountKey {
  readonly certificate: Certificate;
  /** Sequence of the event that introduced it. */
  readonly since: number;
  /** Why it is no longer used; absent for the current key. */
  readonly retired?: 'routine' | 'compromise' | 'closed';
}

/** What a whole, verified account chain proves. */
export interface AccountChain {
  readonly accountId: string;
  readonly sequence: number;
  /** Hashes of all events, the first at index 0: event n has hash `hashes[n - 1]`. */
  readonly hashes: readonly string[];
  readonly keys: readonly AccountKey[];
  /** Newest bundle named by the chain. */
  readonly bundle: { readonly version: number; readonly hash: string };
  /** True after `revoke`: nothing follows, nothing is sealed to it. */
  readonly closed: boolean;
}

interface Walk {
  readonly accountId: string;
  readonly certificates: ReadonlyMap<string, Certificate>;
  hashes: string[];
  keys: AccountKey[];
  bundle: { version: number; hash: string } | undefined;
  /** A `rotate` or `create` counts only together with the `bundle` event behind it. */
  awaitsBundle: boolean;
  closed: boolean;
}

/** The key in use. */
export function currentKey(chain: Pick<AccountChain, 'keys'>): AccountKey {
  const key = chain.keys.at(-1);
  if (!key) throw new SealchartError('E_CERT', { detail: 'no key' });
  return key;
}

/** The key of this fingerprint, current or former; throws `E_AUTHOR` when the account never had it. */
export function keyOf(chain: AccountChain, fingerprint: string): AccountKey {
  const key = chain.keys.find((k) => k.certificate.fingerprint === fingerprint);
  if (!key) throw new SealchartError('E_AUTHOR', { detail: 'not a key of this account' });
  return key;
}

/**
 * Replays an account's chain from its first event. Every event must follow the one before (`E_FORMAT`), be signed by the
 * right key (`E_AUTHOR`, `E_SIGNATURE`) and name a certificate that is there whole (`E_CERT`); the account id must
 * follow from the first key (`E_CERT`). `certificates` are the binary certificates of all keys, in any order.
 */
export async function replayAccountChain(
  instance: string,
  accountId: string,
  events: readonly SignedStatement[],
  certificates: readonly Uint8Array[],
): Promise<AccountChain> {
  const read = await Promise.all(certificates.map((bytes) => readCertificate(bytes, { accountId })));
  const walk: Walk = {
    accountId,
    certificates: new Map(read.map((certificate) => [certificate.fingerprint, certificate])),
    hashes: [],
    keys: [],
    bundle: undefined,
    awaitsBundle: false,
    closed: false,
  };
  for (const signed of events) await step(walk, instance, await parseStatement(AccountEvent, ACCOUNT_EVENT, instance, signed));
  requireBundled(walk);
  const { hashes, keys, bundle, closed } = walk;
  if (certificates.length !== keys.length) throw new SealchartError('E_CERT', { detail: 'a certificate that the chain does not name' });
  return { accountId, sequence: hashes.length, hashes, keys, bundle, closed };
}

function requireBundled(walk: Walk): asserts walk is Walk & { readonly bundle: NonNullable<Walk['bundle']> } {
  if (!walk.bundle || walk.awaitsBundle) throw new SealchartError('E_FORMAT', { detail: 'account chain ends before its bundle' });
}

async function step(walk: Walk, instance: string, event: ParsedStatement<AccountEvent>): Promise<void> {
  const { value } = event;
  checkLink(walk, value);
  switch (value.kind) {
    case 'create':
      await checkCreate(walk, instance, event as ParsedStatement<AccountCreate>);
      break;
    case 'rotate':
      await checkRotate(walk, event as ParsedStatement<AccountRotate>);
      break;
    case 'bundle':
      await checkBundle(walk, event as ParsedStatement<AccountBundle>);
      break;
    case 'revoke':
      await checkRevoke(walk, event as ParsedStatement<AccountRevoke>);
      break;
  }
  walk.hashes.push(event.hash);
}

function checkLink(walk: Walk, value: AccountEvent): void {
  const isNext = value.sequence === walk.hashes.length + 1 && value.previous === (walk.hashes.at(-1) ?? null);
  if (!isNext || walk.closed) throw new SealchartError('E_FORMAT', { detail: 'account chain out of order' });
  if (value.author.account !== walk.accountId) throw new SealchartError('E_AUTHOR', { detail: 'event of another account' });
  if (walk.awaitsBundle && value.kind !== 'bundle') throw new SealchartError('E_FORMAT', { detail: 'bundle event missing' });
}

async function checkCreate(walk: Walk, instance: string, event: ParsedStatement<AccountCreate>): Promise<void> {
  const { value } = event;
  if ((await accountIdOf(instance, value.fingerprint)) !== walk.accountId) {
    throw new SealchartError('E_CERT', { detail: 'account id does not follow from the first key' });
  }
  if (value.author.fingerprint !== value.fingerprint) throw new SealchartError('E_AUTHOR', { detail: 'create is signed by its own key' });
  const certificate = namedCertificate(walk, value);
  await verifyStatement(event, certificate);
  walk.keys.push({ certificate, since: 1 });
  walk.awaitsBundle = true;
}

async function checkRotate(walk: Walk, event: ParsedStatement<AccountRotate>): Promise<void> {
  const before = currentKey(walk);
  await verifyStatement(event, before.certificate);
  const certificate = namedCertificate(walk, event.value);
  if (walk.keys.some((key) => key.certificate.fingerprint === certificate.fingerprint)) {
    throw new SealchartError('E_CERT', { detail: 'a former key came back' });
  }
  walk.keys[walk.keys.length - 1] = { ...before, retired: event.value.cause };
  walk.keys.push({ certificate, since: event.value.sequence });
  walk.awaitsBundle = true;
}

async function checkBundle(walk: Walk, event: ParsedStatement<AccountBundle>): Promise<void> {
  const { bundleVersion, bundleHash } = event.value;
  await verifyStatement(event, currentKey(walk).certificate);
  if (bundleVersion !== (walk.bundle?.version ?? 0) + 1) throw new SealchartError('E_FORMAT', { detail: 'bundle version' });
  walk.bundle = { version: bundleVersion, hash: bundleHash };
  walk.awaitsBundle = false;
}

async function checkRevoke(walk: Walk, event: ParsedStatement<AccountRevoke>): Promise<void> {
  const key = currentKey(walk);
  await verifyStatement(event, key.certificate);
  if (event.value.fingerprint !== key.certificate.fingerprint) throw new SealchartError('E_CERT', { detail: 'revokes another key' });
  walk.keys[walk.keys.length - 1] = { ...key, retired: event.value.cause };
  walk.closed = true;
}

function namedCertificate(walk: Walk, value: AccountCreate | AccountRotate): Certificate {
  const certificate = walk.certificates.get(value.fingerprint);
  if (!certificate || certificate.hash !== value.certificateHash || certificate.profile !== value.profile) {
    throw new SealchartError('E_CERT', { detail: 'not the certificate that the chain names' });
  }
  return certificate;
}
