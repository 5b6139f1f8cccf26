import type { Bytes, KeyBundle } from '@sealchart/protocol';
import { SEALED_KEYS, SealchartError, SealedKeys, fromB64u, jcsBytes, parseJcs, toB64u } from '@sealchart/protocol';
import { openJwe, sealJwe } from './jwe.ts';
import type { Identity } from './openpgp.ts';
import { exportSecretKey, forgetIdentity, importSecretKey } from './openpgp.ts';

/** Where sealed keys belong. */
export interface SealedKeysPlace {
  readonly instanceId: string;
  readonly accountId: string;
  /** Of the bundle. */
  readonly version: number;
  /** Of the current identity. */
  readonly fingerprint: string;
}

/** Seals the account's identities, newest first, under its account key. */
export async function sealKeys(accountKey: Bytes, identities: readonly Identity[], place: SealedKeysPlace): Promise<string> {
  const keys = identities.map((identity) => ({
    fingerprint: identity.certificate.fingerprint,
    secretKey: toB64u(exportSecretKey(identity)),
  }));
  return sealJwe('sealed-keys', accountKey, contextOf(place), jcsBytes({ keys } satisfies SealedKeys));
}

/**
 * Opens a bundle's identities, newest first. `E_BUNDLE` unless they were sealed under this account key for exactly this
 * instance, account, version and fingerprint, and every key is the one it says.
 */
export async function openKeys(accountKey: Bytes, instanceId: string, bundle: KeyBundle): Promise<Identity[]> {
  const { keys } = parseKeys(await openSealed(accountKey, instanceId, bundle));
  if (keys[0]?.fingerprint !== bundle.fingerprint) throw new SealchartError('E_BUNDLE', { detail: 'another identity comes first' });
  const identities: Identity[] = [];
  try {
    for (const { fingerprint, secretKey } of keys) {
      const identity = await importSecretKey(fromB64u(secretKey), bundle.accountId);
      identities.push(identity);
      requireNamed(identity, fingerprint);
    }
    return identities;
  } catch (error) {
    identities.forEach(forgetIdentity);
    throw error;
  }
}

function requireNamed({ certificate }: Identity, fingerprint: string): void {
  if (certificate.fingerprint !== fingerprint) throw new SealchartError('E_BUNDLE', { detail: 'a key under another name' });
}

/** Whether `sealedKeys` open with this key. */
export async function isAccountKeyOf(accountKey: Bytes, instanceId: string, bundle: KeyBundle): Promise<boolean> {
  try {
    await openSealed(accountKey, instanceId, bundle);
    return true;
  } catch {
    return false;
  }
}

function openSealed(accountKey: Bytes, instanceId: string, { accountId, version, fingerprint, sealedKeys }: KeyBundle): Promise<Bytes> {
  return openJwe('sealed-keys', accountKey, contextOf({ instanceId, accountId, version, fingerprint }), sealedKeys);
}

function contextOf({ instanceId, accountId, version, fingerprint }: SealedKeysPlace) {
  return { context: SEALED_KEYS, instance: instanceId, account: accountId, version, fingerprint } as const;
}

function parseKeys(bytes: Uint8Array): SealedKeys {
  try {
    return SealedKeys.parse(parseJcs(bytes));
  } catch (cause) {
    throw new SealchartError('E_BUNDLE', { detail: 'sealed keys of another form', cause });
  }
}
