import { afterEach, describe, expect, it } from '@jest/globals';
import type { KeyBundle } from '@sealchart/protocol';
import { fromB64u, toB64u } from '@sealchart/protocol';
import { readVectors } from '../testing/vectors.ts';
import type { Identity } from './openpgp.ts';
import { exportSecretKey, forgetIdentity, generateIdentity } from './openpgp.ts';
import { isAccountKeyOf, openKeys, sealKeys } from './sealed-keys.ts';

interface SealedKeys {
  readonly accountKey: string;
  readonly instanceId: string;
  readonly bundle: Pick<KeyBundle, 'accountId' | 'version' | 'fingerprint' | 'certificate'>;
  readonly good: string;
  readonly bad: Readonly<Record<string, string>>;
}
const vectors = readVectors('sealed-keys') as SealedKeys;
const { secretKey } = readVectors('identity') as { secretKey: string };
const { instanceId } = vectors;
const accountKey = fromB64u(vectors.accountKey);
const bundleOf = (sealedKeys: string): KeyBundle => ({ ...vectors.bundle, sealedKeys, slots: [] });

describe('sealed keys', () => {
  let opened: Identity[] = [];
  afterEach(() => opened.forEach(forgetIdentity));

  it('of the vectors open to the identity that was sealed', async () => {
    opened = await openKeys(accountKey, instanceId, bundleOf(vectors.good));
    expect(opened.map(({ certificate }) => certificate.fingerprint)).toEqual([vectors.bundle.fingerprint]);
    expect(toB64u(opened[0]?.certificate.bytes ?? new Uint8Array())).toBe(vectors.bundle.certificate);
    expect(opened.map((identity) => toB64u(exportSecretKey(identity)))).toEqual([secretKey]);
    expect(await isAccountKeyOf(accountKey, instanceId, bundleOf(vectors.good))).toBe(true);
    expect(await isAccountKeyOf(new Uint8Array(32), instanceId, bundleOf(vectors.good))).toBe(false);
  });

  it('hold former identities behind the current one', async () => {
    const at = Date.now();
    const former = await openKeys(accountKey, instanceId, bundleOf(vectors.good));
    const { accountId, version } = vectors.bundle;
    const current = await generateIdentity({ profile: 'modern', instanceId, accountId, at });
    const { fingerprint } = current.certificate;
    const sealedKeys = await sealKeys(accountKey, [current, ...former], { instanceId, accountId, version, fingerprint });
    opened = await openKeys(accountKey, instanceId, { ...bundleOf(sealedKeys), fingerprint });
    expect(opened.map(({ certificate }) => certificate.fingerprint)).toEqual([fingerprint, vectors.bundle.fingerprint]);
    // Of this bundle the former identity is not the first.
    await expect(openKeys(accountKey, instanceId, bundleOf(sealedKeys))).rejects.toMatchObject({ code: 'E_BUNDLE' });
    [current, ...former].forEach(forgetIdentity);
  });

  it.each(Object.entries(vectors.bad))('are refused: %s', async (_, jwe) => {
    await expect(openKeys(accountKey, instanceId, bundleOf(jwe))).rejects.toMatchObject({ code: 'E_BUNDLE' });
  });
});
