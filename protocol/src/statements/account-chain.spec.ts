import { beforeAll, describe, expect, it } from '@jest/globals';
import * as openpgp from 'openpgp';
import { toB64u } from '../bytes.ts';
import { accountIdOf } from '../ids.ts';
import { readCertificate } from '../openpgp/certificate.ts';
import type { Certificate } from '../openpgp/certificate.ts';
import { currentKey, keyOf, replayAccountChain } from './account-chain.ts';
import { ACCOUNT_EVENT, AccountEvent } from './account-event.ts';
import type { SignedStatement } from './signed-statement.ts';
import { parseStatement, statementBytes, toSignedStatement } from './signed-statement.ts';

const instance = `ins_${'A'.repeat(22)}`;
const date = new Date('2026-01-02T03:04:05Z');
const config = { aeadProtect: true, preferredAEADAlgorithm: openpgp.enums.aead.gcm, v6Keys: true };

interface Key {
  readonly privateKey: openpgp.PrivateKey;
  readonly certificate: Certificate;
}
async function makeKey(): Promise<Key> {
  const { privateKey } = await openpgp.generateKey({ type: 'curve25519', userIDs: [], format: 'object', date, config });
  return { privateKey, certificate: await readCertificate(privateKey.toPublic().write()) };
}

/** The fields of an event that a test gives; number, link and author follow. */
type Step = { by: Key; as?: string } & Record<string, unknown>;

let account = '';
let [one, two, three] = [{} as Key, {} as Key, {} as Key];

beforeAll(async () => {
  [one, two, three] = await Promise.all([makeKey(), makeKey(), makeKey()]);
  account = await accountIdOf(instance, one.certificate.fingerprint);
});

const names = (key: Key) => ({ profile: 'modern', fingerprint: key.certificate.fingerprint, certificateHash: key.certificate.hash });
const create = (): Step => ({ by: one, kind: 'create', ...names(one) });
const bundle = (by: Key, bundleVersion: number): Step => ({ by, kind: 'bundle', bundleVersion, bundleHash: 'A'.repeat(43) });
const rotate = (by: Key, to: Key, cause = 'routine'): Step => ({ by, kind: 'rotate', ...names(to), cause });
const revoke = (by: Key, cause = 'closed'): Step => ({ by, kind: 'revoke', fingerprint: by.certificate.fingerprint, cause });

/** Signs the steps one behind the other, as an honest client would. */
async function chainOf(...steps: Step[]): Promise<SignedStatement[]> {
  const events: SignedStatement[] = [];
  let previous: string | null = null;
  for (const [i, { by, as = account, ...fields }] of steps.entries()) {
    const bytes = statementBytes(AccountEvent, {
      context: ACCOUNT_EVENT,
      instance,
      author: { account: as, fingerprint: by.certificate.fingerprint },
      authoredAt: '2026-01-02T03:04:05Z',
      checkpoint: null,
      sequence: i + 1,
      previous,
      ...fields,
    } as AccountEvent);
    const message = await openpgp.createMessage({ binary: bytes });
    const signature: unknown = await openpgp.sign({ message, signingKeys: by.privateKey, detached: true, format: 'binary', date, config });
    events.push(toSignedStatement(bytes, signature as Uint8Array));
    previous = (await parseStatement(AccountEvent, ACCOUNT_EVENT, instance, events.at(-1) as SignedStatement)).hash;
  }
  return events;
}
const replay = async (keys: Key[], ...steps: Step[]) =>
  replayAccountChain(
    instance,
    account,
    await chainOf(...steps),
    keys.map((key) => key.certificate.bytes),
  );

describe('an account chain', () => {
  it('proves the first key and the bundle', async () => {
    const chain = await replay([one], create(), bundle(one, 1));
    expect(chain).toMatchObject({ accountId: account, sequence: 2, bundle: { version: 1, hash: 'A'.repeat(43) }, closed: false });
    expect(chain.hashes).toHaveLength(2);
    expect(currentKey(chain)).toMatchObject({ since: 1, certificate: { hash: one.certificate.hash } });
    expect(currentKey(chain).retired).toBeUndefined();
  });

  it('tells who signed when, and why a key was given up', async () => {
    const steps = [
      create(),
      bundle(one, 1),
      rotate(one, two),
      bundle(two, 2),
      rotate(two, three, 'compromise'),
      bundle(three, 3),
      bundle(three, 4),
    ];
    // The order of certificates does not matter: the chain names them.
    const chain = await replay([three, one, two], ...steps);
    expect(chain.keys.map(({ since, retired, certificate }) => [since, retired, certificate.fingerprint])).toEqual([
      [1, 'routine', one.certificate.fingerprint],
      [3, 'compromise', two.certificate.fingerprint],
      [5, undefined, three.certificate.fingerprint],
    ]);
    expect(currentKey(chain).certificate.fingerprint).toBe(three.certificate.fingerprint);
    expect(keyOf(chain, two.certificate.fingerprint).retired).toBe('compromise');
    expect(() => keyOf(chain, 'a'.repeat(64))).toThrow(expect.objectContaining({ code: 'E_AUTHOR' }));
  });

  it('is closed by a revocation', async () => {
    const chain = await replay([one], create(), bundle(one, 1), revoke(one, 'compromise'));
    expect([chain.closed, currentKey(chain).retired]).toEqual([true, 'compromise']);
  });
});

describe('an account chain is refused', () => {
  it.each<[string, string, () => Promise<unknown>]>([
    ['when it is empty', 'E_FORMAT', () => replay([])],
    ['without the bundle', 'E_FORMAT', () => replay([one], create())],
    ['when a rotation waits for its bundle', 'E_FORMAT', () => replay([one, two], create(), bundle(one, 1), rotate(one, two))],
    [
      'when the bundle of a rotation comes later',
      'E_FORMAT',
      () => replay([one, two, three], create(), bundle(one, 1), rotate(one, two), rotate(two, three), bundle(three, 2)),
    ],
    ['when a revocation stands where a bundle belongs', 'E_FORMAT', () => replay([one], create(), revoke(one))],
    ['when it begins again', 'E_FORMAT', () => replay([one], create(), bundle(one, 1), { ...create(), sequence: 1, previous: null })],
    ['when a number is left out', 'E_FORMAT', () => replay([one], create(), { ...bundle(one, 1), sequence: 3 })],
    ['when a link names another event', 'E_FORMAT', () => replay([one], create(), { ...bundle(one, 1), previous: 'B'.repeat(42) + 'A' })],
    ['when bundles repeat a version', 'E_FORMAT', () => replay([one], create(), bundle(one, 1), bundle(one, 1))],
    ['when bundles begin at two', 'E_FORMAT', () => replay([one], create(), bundle(one, 2))],
    ['behind its end', 'E_FORMAT', () => replay([one], create(), bundle(one, 1), revoke(one), bundle(one, 2))],
    [
      'when the account does not follow from the key',
      'E_CERT',
      () => replay([two], { ...create(), ...names(two), by: two }, bundle(two, 1)),
    ],
    ['when somebody else signs the first event', 'E_AUTHOR', () => replay([one], { ...create(), by: two }, bundle(one, 1))],
    ['when an event is of another account', 'E_AUTHOR', () => replay([one], create(), { ...bundle(one, 1), as: `acc_${'A'.repeat(22)}` })],
    ['when a stranger signs a bundle', 'E_AUTHOR', () => replay([one], create(), bundle(two, 1))],
    [
      'when the new key signs its own rotation',
      'E_AUTHOR',
      () => replay([one, two], create(), bundle(one, 1), rotate(two, two), bundle(two, 2)),
    ],
    [
      'when the old key signs the bundle of a rotation',
      'E_AUTHOR',
      () => replay([one, two], create(), bundle(one, 1), rotate(one, two), bundle(one, 2)),
    ],
    [
      'when a retired key closes it',
      'E_AUTHOR',
      () => replay([one, two], create(), bundle(one, 1), rotate(one, two), bundle(two, 2), revoke(one)),
    ],
    [
      'when a former key comes back',
      'E_CERT',
      () => replay([one, two], create(), bundle(one, 1), rotate(one, two), bundle(two, 2), rotate(two, one), bundle(one, 3)),
    ],
    [
      'when a former key comes back with its certificate',
      'E_CERT',
      () => replay([one, two, one], create(), bundle(one, 1), rotate(one, two), bundle(two, 2), rotate(two, one), bundle(one, 3)),
    ],
    [
      'when it revokes another key',
      'E_CERT',
      () => replay([one], create(), bundle(one, 1), { ...revoke(one), fingerprint: two.certificate.fingerprint }),
    ],
    ['when a certificate is missing', 'E_CERT', () => replay([], create(), bundle(one, 1))],
    ['when a certificate is too many', 'E_CERT', () => replay([one, two], create(), bundle(one, 1))],
    ['when a certificate comes twice', 'E_CERT', () => replay([one, one], create(), bundle(one, 1))],
    [
      'when another certificate of the key is named',
      'E_CERT',
      () => replay([one], { ...create(), certificateHash: 'A'.repeat(43) }, bundle(one, 1)),
    ],
    ['when another profile is named', 'E_CERT', () => replay([one], { ...create(), profile: 'rsa' }, bundle(one, 1))],
  ])('%s: %s', async (_, code, act) => {
    await expect(act()).rejects.toMatchObject({ code });
  });

  it('when a signature is that of another event', async () => {
    const [created, bundled] = (await chainOf(create(), bundle(one, 1))) as [SignedStatement, SignedStatement];
    const certificates = [one.certificate.bytes];
    expect((await replayAccountChain(instance, account, [created, bundled], certificates)).sequence).toBe(2);
    const swapped = [created, { ...bundled, signature: created.signature }];
    await expect(replayAccountChain(instance, account, swapped, certificates)).rejects.toMatchObject({ code: 'E_SIGNATURE' });
    const missing = [created, { ...bundled, signature: toB64u(new Uint8Array(1)) }];
    await expect(replayAccountChain(instance, account, missing, certificates)).rejects.toMatchObject({ code: 'E_SIGNATURE' });
    const first = [{ ...created, signature: bundled.signature }, bundled];
    await expect(replayAccountChain(instance, account, first, certificates)).rejects.toMatchObject({ code: 'E_SIGNATURE' });
  });

  it('when it has no key', () => {
    expect(() => currentKey({ keys: [] })).toThrow(expect.objectContaining({ code: 'E_CERT' }));
  });

  it('on another instance', async () => {
    const events = await chainOf(create(), bundle(one, 1));
    const elsewhere = `ins_${'B'.repeat(21)}A`;
    await expect(replayAccountChain(elsewhere, account, events, [one.certificate.bytes])).rejects.toMatchObject({ code: 'E_INSTANCE' });
  });
});
