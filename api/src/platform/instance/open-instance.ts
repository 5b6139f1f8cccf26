import { randomBytes } from 'node:crypto';
import type { ErrorCode } from '@sealchart/protocol';
import { SealchartError, idOf } from '@sealchart/protocol';
import type { AppConfig } from '../config/app-config.ts';
import type { Connections } from '../database/connections.ts';
import { isDuplicateKey } from '../database/duplicate-key.ts';
import type { Secrets } from '../secrets/secrets.ts';
import { makeSecrets, readSecrets } from '../secrets/secrets-folder.ts';
import { migrateFromVersion1, pepperOfVersion1 } from './data-migration.ts';
import { migrateFromVersion2 } from './data-migration-usages.ts';
import type { AccountsInstanceDocument, InstanceDocument } from './instance-document.ts';
import { accountsInstanceModel, recordsInstanceModel } from './instance-document.ts';
import type { OpenedInstance } from './instance.ts';
import { DATA_VERSION } from './instance.ts';
import { realmOf, requireWithinRealm } from './realm.ts';

/**
 * Finds out which instance the databases hold, or sets a new one up at first start, several nodes at once if need be. Throws
 * `E_DATA_NEWER`, `E_SECRETS` or `E_CONFIG` where databases, secrets folder and PUBLIC_URL do not belong together; nothing is
 * changed then.
 */
export async function openInstance(config: AppConfig, connections: Connections): Promise<OpenedInstance> {
  const found = await find(connections);
  if (!found.accounts) return setUp(config, connections, found.records);
  const secrets = await readSecrets(config.secretsDir);
  return resume(config, connections, { accounts: found.accounts, records: found.records, secrets });
}

interface Found {
  readonly accounts: AccountsInstanceDocument | null;
  readonly records: InstanceDocument | null;
}

async function find(connections: Connections): Promise<Found> {
  const [accounts, records] = await Promise.all([
    accountsInstanceModel(connections.accounts).findById('instance').lean<AccountsInstanceDocument>(),
    recordsInstanceModel(connections.records).findById('instance').lean<InstanceDocument>(),
  ]);
  for (const document of [accounts, records]) {
    if (document && document.dataVersion > DATA_VERSION) {
      throw new SealchartError('E_DATA_NEWER', { detail: `data version ${document.dataVersion}, this release reads ${DATA_VERSION}` });
    }
  }
  if ((accounts && accounts.holds !== 'accounts') || (records && records.holds !== 'records')) {
    throw refuse('E_CONFIG', 'MONGODB_RECORDS_URI', 'names the database of the accounts, or the two addresses are swapped');
  }
  return { accounts, records };
}

async function setUp(config: AppConfig, connections: Connections, records: InstanceDocument | null): Promise<OpenedInstance> {
  if (records) {
    throw refuse(
      'E_CONFIG',
      'MONGODB_ACCOUNTS_URI',
      'names an empty database, but the records belong to an instance with accounts elsewhere',
    );
  }
  const realm = realmOf(config.publicUrl);
  const secrets = await makeSecrets(config.secretsDir);
  const accounts: AccountsInstanceDocument = {
    _id: 'instance',
    holds: 'accounts',
    instanceId: idOf('ins_', randomBytes(16)),
    dataVersion: DATA_VERSION,
    realm,
    logKey: secrets.logPublicKey,
    secretsCheck: secrets.check,
    isComplete: false,
  };
  const stored = await storeFirst(connections, accounts);
  return resume(config, connections, { accounts: stored, records: null, secrets });
}

/** Of several nodes that start at once, the first to store decides; the others take over what it stored. */
async function storeFirst(connections: Connections, document: AccountsInstanceDocument): Promise<AccountsInstanceDocument> {
  const model = accountsInstanceModel(connections.accounts);
  try {
    await model.insertMany([document]);
    return document;
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    const first = await model.findById('instance').lean<AccountsInstanceDocument>();
    if (!first) throw error;
    return first;
  }
}

async function resume(
  config: AppConfig,
  connections: Connections,
  { accounts, records, secrets }: { accounts: AccountsInstanceDocument; records: InstanceDocument | null; secrets: Secrets },
): Promise<OpenedInstance> {
  const pepperId = await requireSecrets(config.secretsDir, accounts, secrets);
  requireWithinRealm(config.publicUrl, accounts.realm);
  // What was read before the accounts may have been marked since, by another node that starts too.
  const newest = records ?? (await recordsInstanceModel(connections.records).findById('instance').lean<InstanceDocument>());
  const marked = accounts.isComplete && newest ? newest : await markRecords(connections, accounts, newest);
  if (marked.instanceId !== accounts.instanceId) {
    throw refuse('E_CONFIG', 'MONGODB_RECORDS_URI', 'names the records of another instance than MONGODB_ACCOUNTS_URI');
  }
  if (accounts.dataVersion < 2) await migrateFromVersion1(connections, accounts, { pepperId, secrets });
  if (accounts.dataVersion < 3) await migrateFromVersion2(connections, accounts);
  const { instanceId, realm, logKey } = accounts;
  return { instance: Object.freeze({ instanceId, realm, logKey }), secrets };
}

/** Throws `E_SECRETS` unless these are the secrets of the instance. Gives the pepper of its accounts that do not name theirs. */
async function requireSecrets(
  folder: string,
  { dataVersion, logKey, secretsCheck }: AccountsInstanceDocument,
  secrets: Secrets,
): Promise<string> {
  const isVersion1 = dataVersion < 2;
  const pepperId = isVersion1 ? await pepperOfVersion1(folder, secrets, secretsCheck) : secrets.peppers.current.id;
  const isSame = isVersion1 || secretsCheck === secrets.check;
  if (logKey === secrets.logPublicKey && isSame && pepperId !== undefined) return pepperId;
  throw refuse('E_SECRETS', 'SECRETS_DIR', 'holds the secrets of another instance or another time');
}

/** Marks an empty records database as this instance's. Once both were marked, an empty one is a lost one. */
async function markRecords(
  connections: Connections,
  { instanceId, isComplete }: AccountsInstanceDocument,
  records: InstanceDocument | null,
): Promise<InstanceDocument> {
  const model = recordsInstanceModel(connections.records);
  if (isComplete) {
    throw refuse(
      'E_CONFIG',
      'MONGODB_RECORDS_URI',
      'names an empty database, but this instance has had records: correct the address, or restore the backup',
    );
  }
  const mark: InstanceDocument = { _id: 'instance', holds: 'records', instanceId, dataVersion: DATA_VERSION };
  try {
    if (!records) await model.insertMany([mark]);
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
  }
  const stored = records ?? (await model.findById('instance').lean<InstanceDocument>()) ?? mark;
  if (stored.instanceId !== instanceId) return stored;
  await accountsInstanceModel(connections.accounts).updateOne({ _id: 'instance', instanceId }, { $set: { isComplete: true } });
  return stored;
}

function refuse(code: ErrorCode, path: string, message: string): SealchartError {
  return new SealchartError(code, { detail: path, issues: [{ path, message }] });
}
