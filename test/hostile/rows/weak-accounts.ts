import type { DirectoryEntry, SignedStatement } from '@sealchart/protocol';
import {
  ACCOUNT_EVENT,
  PROFILE,
  accountIdOf,
  jcsBytes,
  keyFingerprints,
  readPacket,
  sha256B64u,
  toB64u,
  toSignedStatement,
} from '@sealchart/protocol';
import * as openpgp from 'openpgp';
import { signWithLibrary } from './forged-notes.ts';

const AT = '2026-01-01T00:00:00Z';
const NEVER_SEEN = toB64u(new Uint8Array(32));

/** What a key is made of that no client of ours would make. */
export interface WeakKey {
  readonly options: Pick<openpgp.KeyOptions, 'type' | 'curve' | 'rsaBits' | 'userIDs' | 'keyExpirationTime'>;
  readonly config?: openpgp.PartialConfig;
}

/** An account with such a key, as a directory shows it: everything in it is right, and signed with that key. */
export async function weakEntry(instance: string, name: string, { options, config = {} }: WeakKey): Promise<DirectoryEntry> {
  const { privateKey } = await openpgp.generateKey({
    ...options,
    format: 'object',
    config: {
      v6Keys: options.rsaBits === undefined && options.curve === undefined,
      aeadProtect: true,
      preferredHashAlgorithm: SHA_512,
      ...config,
    },
  });
  const certificate = privateKey.toPublic().write();
  const { body } = readPacket(certificate);
  const { fingerprint } = await keyFingerprints(body[0] === 6 ? 6 : 4, body);
  const accountId = await accountIdOf(instance, fingerprint);
  const base = { instance, author: { account: accountId, fingerprint }, authoredAt: AT, checkpoint: null };
  const sign = async (value: object): Promise<SignedStatement> => {
    const bytes = jcsBytes({ ...base, ...value });
    return toSignedStatement(bytes, await signWithLibrary(bytes, privateKey, { preferredHashAlgorithm: SHA_512 }));
  };
  const named = { profile: 'modern', fingerprint, certificateHash: await sha256B64u(certificate) };
  const create = { context: ACCOUNT_EVENT, kind: 'create', sequence: 1, previous: null, ...named };
  const previous = await sha256B64u(jcsBytes({ ...base, ...create }));
  const bundle = { context: ACCOUNT_EVENT, kind: 'bundle', sequence: 2, previous, bundleVersion: 1, bundleHash: NEVER_SEEN };
  return {
    accountId,
    events: [await sign(create), await sign(bundle)],
    certificates: [toB64u(certificate)],
    profile: await sign({ context: PROFILE, number: 1, previous: null, name }),
  };
}

const SHA_512 = openpgp.enums.hash.sha512;
