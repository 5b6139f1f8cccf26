import type { Issue } from '@sealchart/protocol';
import { SealchartError } from '@sealchart/protocol';
import { mongo } from 'mongoose';
import type * as z from 'zod';
import { Environment } from './environment.ts';
import { publicAddress } from './public-address.ts';
import { trustedProxies } from './trusted-proxies.ts';

/** Where one of the two databases lies. */
export interface DatabaseAddress {
  readonly uri: string;
  readonly name: string;
}

/** Paths of the certificate chain and its private key, both PEM. */
export interface TlsFiles {
  readonly certFile: string;
  readonly keyFile: string;
}

/** The settings of one server, checked and frozen. Made once; nothing else reads the environment. */
export interface AppConfig {
  readonly port: number;
  readonly host: string;
  /** Origin under which people open the server; undefined: localhost and the port. */
  readonly publicUrl: string | undefined;
  /** Where certificate and key lie; undefined: the server speaks plain HTTP. */
  readonly tls: TlsFiles | undefined;
  /** Reverse proxies whose word about the address of a client is taken: addresses, ranges, or names of `TRUSTED_PROXIES`. */
  readonly trustedProxies: readonly string[];
  readonly accounts: DatabaseAddress;
  readonly records: DatabaseAddress;
  readonly secretsDir: string;
  /** Folder of the built web client; undefined: none is served. */
  readonly webDir: string | undefined;
  /** Days until a session ends, whatever its use. */
  readonly sessionDays: number;
  /** Milliseconds until an unused session ends. */
  readonly sessionIdleMs: number;
  /** Days that the login history is kept. */
  readonly loginHistoryDays: number;
  /** Elements that one record may hold. */
  readonly recordElements: number;
  /** Bytes that one record may hold. */
  readonly recordBytes: number;
  /** Elements that all records together may hold; 0: no limit. */
  readonly instanceElements: number;
  /** Bytes that all records together may hold; 0: no limit. */
  readonly instanceBytes: number;
  /** Accounts that this server has room for; 0: no limit. */
  readonly instanceAccounts: number;
  /** Days until the last backup is gone that holds what was erased. */
  readonly backupDays: number;
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'silent';
  readonly shutdownGraceMs: number;
}

export const APP_CONFIG = Symbol('AppConfig');

/** Reads the settings. Throws `E_CONFIG` with one issue per bad setting: names and what is wanted, never a value. */
export function readConfig(env: Readonly<Record<string, string | undefined>> = process.env): AppConfig {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const result = Environment.safeParse(given);
  const single = (result.error?.issues ?? []).map((issue) => ({ path: issue.path.join('.'), message: issue.message }));
  const issues = [...single, ...tlsIssues(given)];
  if (!result.success || issues.length > 0) throw refusal(issues);
  return toConfig(result.data);
}

/** What is right by itself and wrong beside another setting. */
function tlsIssues(given: Readonly<Record<string, string | undefined>>): Issue[] {
  const { TLS_CERT_FILE: cert, TLS_KEY_FILE: key, PUBLIC_URL: url = '' } = given;
  if (cert === undefined && key === undefined) return [];
  return [
    ...(cert === undefined ? [{ path: 'TLS_CERT_FILE', message: 'must be set where TLS_KEY_FILE is' }] : []),
    ...(key === undefined ? [{ path: 'TLS_KEY_FILE', message: 'must be set where TLS_CERT_FILE is' }] : []),
    ...(/^http:/i.test(url) ? [{ path: 'PUBLIC_URL', message: 'must begin with https:// where TLS_CERT_FILE is set' }] : []),
  ];
}

/** The folder of the secrets alone, for what needs no database. Throws `E_CONFIG`. */
export function readSecretsDir(env: Readonly<Record<string, string | undefined>> = process.env): string {
  const result = Environment.shape.SECRETS_DIR.safeParse(env['SECRETS_DIR'] || undefined);
  if (!result.success) throw refusal(result.error.issues.map(({ message }) => ({ path: 'SECRETS_DIR', message })));
  return result.data;
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
    tls: tlsFiles(settings),
    trustedProxies: Object.freeze(trustedProxies(settings.TRUSTED_PROXIES ?? '') ?? []),
    accounts,
    records,
    secretsDir: settings.SECRETS_DIR,
    webDir: settings.WEB_DIR,
    sessionDays: settings.SESSION_DAYS,
    sessionIdleMs: settings.SESSION_IDLE_MINUTES * 60_000,
    loginHistoryDays: settings.LOGIN_HISTORY_DAYS,
    recordElements: settings.RECORD_ELEMENTS,
    recordBytes: settings.RECORD_MEBIBYTES * 2 ** 20,
    instanceElements: settings.INSTANCE_ELEMENTS,
    instanceBytes: settings.INSTANCE_GIBIBYTES * 2 ** 30,
    instanceAccounts: settings.INSTANCE_ACCOUNTS,
    backupDays: settings.BACKUP_DAYS,
    logLevel: settings.LOG_LEVEL,
    shutdownGraceMs: settings.SHUTDOWN_GRACE_SECONDS * 1_000,
  });
}

function tlsFiles({ TLS_CERT_FILE: certFile, TLS_KEY_FILE: keyFile }: z.infer<typeof Environment>): TlsFiles | undefined {
  return certFile === undefined || keyFile === undefined ? undefined : Object.freeze({ certFile, keyFile });
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
