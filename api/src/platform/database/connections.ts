import { SealchartError } from '@sealchart/protocol';
import type { Connection } from 'mongoose';
import { createConnection, mongo } from 'mongoose';
import type { AppConfig, DatabaseAddress } from '../config/app-config.ts';

/** Names of the two connections, as repositories ask for them. */
export const ACCOUNTS = 'accounts';
export const RECORDS = 'records';

export interface Connections {
  readonly accounts: Connection;
  readonly records: Connection;
}

/** A server that does not answer within this is called unreachable at the start. */
const SELECTION_MS = 3_000;

/** Opens both databases. Throws `E_DATABASE` where one cannot be reached or is no replica set; leaves nothing open then. */
export async function connectDatabases(config: AppConfig): Promise<Connections> {
  const results = await Promise.allSettled([
    connect('MONGODB_ACCOUNTS_URI', config.accounts),
    connect('MONGODB_RECORDS_URI', config.records),
  ]);
  const [accounts, records] = results;
  if (accounts.status === 'fulfilled' && records.status === 'fulfilled') return { accounts: accounts.value, records: records.value };
  for (const result of results) if (result.status === 'fulfilled') await result.value.close();
  const errors = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
  throw errors.length === 1 ? errors[0] : joined(errors);
}

/** Both refusals as one, so that the operator reads of both at once. */
function joined(errors: readonly unknown[]): unknown {
  if (!errors.every((error) => error instanceof SealchartError)) return errors[0];
  return new SealchartError('E_DATABASE', { issues: errors.flatMap((error) => error.issues), cause: errors[0] });
}

async function connect(setting: string, { uri, name }: DatabaseAddress): Promise<Connection> {
  const connection = createConnection(uri, {
    dbName: name,
    autoIndex: false,
    autoCreate: false,
    // A lost connection is an answer of ours (503), not a queue in memory.
    bufferCommands: false,
    promoteBuffers: true,
    writeConcern: { w: 'majority' },
    readConcern: { level: 'majority' },
    serverSelectionTimeoutMS: SELECTION_MS,
    // Unless the address names another.
    ...(/[?&]appName=/i.test(uri) ? {} : { appName: 'sealchart' }),
  });
  try {
    await connection.asPromise();
    requireReplicaSet(setting, await connection.getClient().db('admin').command({ hello: 1 }));
    return connection;
  } catch (cause) {
    await connection.close();
    throw cause instanceof SealchartError ? cause : databaseRefusal(setting, reasonOf(cause), cause);
  }
}

function requireReplicaSet(setting: string, hello: mongo.Document): void {
  const isCluster = hello['msg'] === 'isdbgrid';
  if (hello['setName'] !== undefined || isCluster) return;
  throw databaseRefusal(
    setting,
    'this MongoDB stands alone, and Sealchart needs a replica set (of one member, if you like): start it with `mongod --replSet rs0`, then run `rs.initiate()` once in mongosh',
  );
}

/** Names only: neither addresses nor the driver's own words, which may hold credentials. */
function reasonOf(error: unknown): string {
  if (error instanceof mongo.MongoServerError && (error.code === 18 || error.code === 13)) return 'MongoDB refused the user or password';
  return 'MongoDB cannot be reached; check that it runs and that address, user and network are right';
}

function databaseRefusal(setting: string, message: string, cause?: unknown): SealchartError {
  return new SealchartError('E_DATABASE', { detail: setting, issues: [{ path: setting, message }], cause });
}
