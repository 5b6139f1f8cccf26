import { createHmac } from 'node:crypto';
import { join } from 'node:path';
import { SealchartError } from '@sealchart/protocol';
import { readSecretFile } from '../secrets/secret-file.ts';
import type { Secrets } from '../secrets/secrets.ts';
import type { Connections } from '../database/connections.ts';
import type { AccountsInstanceDocument } from './instance-document.ts';
import { accountsInstanceModel, recordsInstanceModel } from './instance-document.ts';

const [FIRST, SECOND] = [1, 2];

/**
 * Which pepper the accounts of data version 1 were hashed with; undefined when the folder does not hold the secrets that `check` was made
 * of. In that version the check covered four files: the pepper, two that are still there, and `cookie-key`, which is needed this once;
 * `E_SECRETS` names it when it is gone.
 */
export async function pepperOfVersion1(folder: string, secrets: Secrets, check: string): Promise<string | undefined> {
  const cookieKey = await readSecretFile(join(folder, 'cookie-key'));
  if (!cookieKey) {
    const message = 'missing or damaged in the folder that SECRETS_DIR names; this first start of a newer release still needs it';
    throw new SealchartError('E_SECRETS', { detail: 'cookie-key', issues: [{ path: 'cookie-key', message }] });
  }
  const logKey = Buffer.from(secrets.logKey.export({ format: 'jwk' }).d ?? '', 'base64url');
  // The pepper may have been replaced before this release saw the data.
  const pepper = secrets.peppers.all.find(({ key }) => {
    const all = Buffer.concat([key, cookieKey, secrets.enumerationKey, logKey]);
    return createHmac('sha256', all).update('sealchart/v1/secrets-check').digest('base64url') === check;
  });
  return pepper?.id;
}

/**
 * Brings the data of version 1 to version 2: each login hash names its pepper, the check leaves the peppers out. Sessions of before end.
 * Every step may be done again, and by several nodes at once; the number that says it is done is written last. The records are marked
 * first, so that no older server starts on what is half done.
 */
export async function migrateFromVersion1(
  connections: Connections,
  before: AccountsInstanceDocument,
  { pepperId, secrets }: { readonly pepperId: string; readonly secrets: Secrets },
): Promise<void> {
  const version = { dataVersion: SECOND };
  await recordsInstanceModel(connections.records).updateOne({ _id: 'instance', dataVersion: FIRST }, { $set: version });
  await connections.accounts
    .collection('accounts')
    .updateMany({ loginHash: { $exists: true }, pepper: { $exists: false } }, { $set: { pepper: pepperId } });
  await connections.accounts.collection('sessions').deleteMany({ kind: { $exists: false } });
  await accountsInstanceModel(connections.accounts).updateOne(
    { _id: 'instance', dataVersion: FIRST, instanceId: before.instanceId },
    { $set: { ...version, secretsCheck: secrets.check } },
  );
}
