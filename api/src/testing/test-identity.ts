import type { Bytes, Certificate, SignedStatement } from '@sealchart/protocol';
import { accountIdOf, jcsBytes, keyFingerprints, readCertificate, toInstant, toSignedStatement } from '@sealchart/protocol';
import * as openpgp from 'openpgp';

const config = {
  aeadProtect: true,
  preferredAEADAlgorithm: openpgp.enums.aead.gcm,
  preferredSymmetricAlgorithm: openpgp.enums.symmetric.aes256,
  v6Keys: true,
};

/** A real identity, made with openpgp.js, and what it can sign. */
export class TestIdentity {
  readonly instanceId: string;
  readonly accountId: string;
  readonly certificate: Certificate;
  readonly privateKey: openpgp.PrivateKey;

  constructor(instanceId: string, accountId: string, certificate: Certificate, privateKey: openpgp.PrivateKey) {
    this.instanceId = instanceId;
    this.accountId = accountId;
    this.certificate = certificate;
    this.privateKey = privateKey;
  }

  /** A detached signature packet over bytes. */
  async signBytes(bytes: Uint8Array): Promise<Bytes> {
    const message = await openpgp.createMessage({ binary: bytes });
    const signature = await openpgp.sign({ message, signingKeys: this.privateKey, detached: true, format: 'binary', config });
    return new Uint8Array(signature);
  }

  /** Signs a value as it stands, in canonical form: a schema is not asked, so that tests can sign what is wrong. */
  async sign(value: unknown): Promise<SignedStatement> {
    const bytes = jcsBytes(value);
    return toSignedStatement(bytes, await this.signBytes(bytes));
  }

  /** The fields that every statement of this identity carries. */
  fields<Context extends string>(context: Context, authoredAt = toInstant(Date.now())) {
    const author = { account: this.accountId, fingerprint: this.certificate.fingerprint };
    return { context, instance: this.instanceId, author, authoredAt, checkpoint: null };
  }
}

/** Which identity a test wants. */
export interface TestIdentityOptions {
  /** RSA-4096 takes seconds: make it once for a file. */
  readonly profile?: 'modern' | 'rsa';
  /** The account that rotates to it; its own, as the first identity of an account, by default. */
  readonly accountId?: string;
}

/** Makes an identity for an instance. */
export async function makeTestIdentity(
  instanceId: string,
  { profile = 'modern', accountId }: TestIdentityOptions = {},
): Promise<TestIdentity> {
  // A second ago: signatures of the same second must not lie before the key.
  const date = new Date(Math.floor(Date.now() / 1_000) * 1_000 - 1_000);
  const privateKey = profile === 'modern' ? await makeModernKey(date) : await makeRsaKey(date, instanceId, accountId);
  const certificate = await readCertificate(privateKey.toPublic().write());
  return new TestIdentity(instanceId, accountId ?? (await accountIdOf(instanceId, certificate.fingerprint)), certificate, privateKey);
}

async function makeModernKey(date: Date): Promise<openpgp.PrivateKey> {
  const { privateKey } = await openpgp.generateKey({ type: 'curve25519', userIDs: [], date, format: 'object', config });
  return privateKey;
}

/** The account id follows from the first key and stands in its user id: hence two steps. */
async function makeRsaKey(date: Date, instanceId: string, accountId: string | undefined): Promise<openpgp.PrivateKey> {
  const options = { date, format: 'object', config: { ...config, v6Keys: false } } as const;
  const userIDs = { name: accountId ?? 'acc' };
  const { privateKey } = await openpgp.generateKey({ ...options, type: 'rsa', rsaBits: 4096, userIDs });
  if (accountId !== undefined) return privateKey;
  const packet = privateKey.keyPacket as unknown as { writePublicKey(): Uint8Array };
  const { fingerprint } = await keyFingerprints(4, packet.writePublicKey());
  const name = await accountIdOf(instanceId, fingerprint);
  return (await openpgp.reformatKey({ ...options, privateKey, userIDs: { name } })).privateKey;
}
