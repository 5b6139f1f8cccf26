import type { Issue } from '@sealchart/protocol';
import { SealchartError } from '@sealchart/protocol';
import { mongo } from 'mongoose';
import type * as z from 'zod';
import { Environment } from './environment.ts';
import { publicAddress } from './public-address.ts';

/** Where one of the two databases lies. */
export interface DatabaseAddress {
  readonly uri: string;
  readonly name: string;
}

/** The settings of one server, checked and frozen. Made once; nothing else reads the environment. */
export interface AppConfig {
  readonly port: number;
  readonly host: string;
  /** Origin under which people open the server; undefined: http://localhost and the port. */
  readonly publicUrl: string | undefined;
  /** Reverse proxies whose word about the address of a client is taken. */
  readonly proxyHops: number;
  readonly accounts: DatabaseAddress;
  readonly records: DatabaseAddress;
  readonly secretsDir: string;
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'silent';
  readonly shutdownGraceMs: number;
}

export const APP_CONFIG = Symbol('AppConfig');

/** Reads the settings. Throws `E_CONFIG` with one issue per bad setting: names and what is wanted, never a value. */
export function readConfig(env: Readonly<Record<string, string | undefined>> = process.env): AppConfig {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const result = Environment.safeParse(given);
  if (!result.success) throw refusal(result.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message })));
  return toConfig(result.data);
}

function toConfig(settings: z.infer<typeof Environment>): AppConfig {
  const accounts = databaseAddress(settings.MONGODB_ACCOUNTS_URI, 'sealchart_accounts');
  const records = databaseAddress(settings.MONGODB_RECORDS_URI, 'sealchart_records');
  if (placeOf(accounts) === placeOf(records)) {
    throw refusal([{ path: 'MONGODB_RECORDS_URI', message: 'must name another database than MONGODB_ACCOUNTS_URI' }]);
  }
  return Object.freeze({
    port: settings.PORT,
    host: settings.HOST,
    publicUrl: settings.PUBLIC_URL === undefined ? undefined : publicAddress(settings.PUBLIC_URL),
    proxyHops: settings.PROXY_HOPS,
    accounts,
    records,
    secretsDir: settings.SECRETS_DIR,
    logLevel: settings.LOG_LEVEL,
    shutdownGraceMs: settings.SHUTDOWN_GRACE_SECONDS * 1_000,
  });
}

function databaseAddress(uri: string, fallback: string): DatabaseAddress {
  const named = /^mongodb(?:\+srv)?:\/\/[^/]+\/([^?]+)/.exec(uri)?.[1];
  return Object.freeze({ uri, name: named === undefined ? fallback : decodeURIComponent(named) });
}

/** Hosts and database, so that two spellings of one address are seen as one. */
function placeOf({ uri, name }: DatabaseAddress): string {
  const { hosts, srvHost } = new mongo.MongoClient(uri).options;
  const servers = srvHost ?? hosts.map(String).sort().join(',');
  return `${servers}/${name}`;
}

function refusal(issues: readonly Issue[]): SealchartError {
  return new SealchartError('E_CONFIG', { detail: issues.map((issue) => issue.path).join(', '), issues });
}
