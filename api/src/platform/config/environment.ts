import { mongo } from 'mongoose';
import * as z from 'zod';
import { publicAddress } from './public-address.ts';
import { trustedProxies } from './trusted-proxies.ts';

const isMongoAddress = (uri: string): boolean => {
  try {
    return new mongo.MongoClient(uri).options.dbName !== '';
  } catch {
    return false;
  }
};

const wholeNumber = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, `must be a whole number from ${least} to ${most}`)
    .transform(Number)
    .refine((n) => n >= least && n <= most, `must be a whole number from ${least} to ${most}`);

const file = (meaning: string) => z.string().optional().describe(meaning);

const mongoAddress = () =>
  z.string({ error: 'must be set' }).refine(isMongoAddress, 'must be a MongoDB address (mongodb:// or mongodb+srv://)');

/**
 * Everything that an operator may set. The description is what the documentation says; an empty value counts as not set.
 * The two databases may lie on one server: their names are taken from the addresses, else `sealchart_accounts` and `sealchart_records`.
 */
export const Environment = z.object({
  PORT: wholeNumber(0, 65_535).prefault('3000').describe('TCP port that the server listens on; 0 takes a free one'),
  HOST: z
    .string()
    .regex(/^[\w.:%-]{1,253}$/, 'must be an address or host name')
    .prefault('127.0.0.1')
    .describe('address that the server listens on; the default is reachable from this machine alone'),
  PUBLIC_URL: z
    .string()
    .refine((text) => publicAddress(text) !== undefined, 'must be http:// or https:// and a host, without path, query or password')
    .optional()
    .describe(
      'address under which people open the server; its host becomes the realm at first start. Default: http://localhost and the port, https:// with a certificate',
    ),
  TLS_CERT_FILE: file(
    'certificate in PEM form, with those between it and its authority; the server then speaks HTTPS itself, and takes a new one while it runs',
  ),
  TLS_KEY_FILE: file('private key of the certificate, in PEM form and without a passphrase'),
  TRUSTED_PROXIES: z
    .string()
    .refine(
      (text) => trustedProxies(text) !== undefined,
      'must be addresses, ranges such as 10.0.0.0/8, or loopback, linklocal, uniquelocal, with commas between them',
    )
    .optional()
    .describe(
      'reverse proxies whose X-Forwarded-For and X-Forwarded-Proto are believed, with commas between them: addresses, ranges such as 10.0.0.0/8, or loopback, linklocal, uniquelocal. Default: none. Name all that stand in front and nobody else: whoever is named can invent the address that tries are counted under',
    ),
  MONGODB_ACCOUNTS_URI: mongoAddress().describe('MongoDB replica set for accounts, sessions and certificates'),
  MONGODB_RECORDS_URI: mongoAddress().describe('MongoDB replica set for sealed records; another database than the one for accounts'),
  SECRETS_DIR: z
    .string()
    .prefault('.data/secrets')
    .describe('folder of the secrets that the server makes at first start; belongs into the backup'),
  WEB_DIR: z
    .string()
    .optional()
    .describe('folder of the built web client (`npm run build:web` makes it in web/out); `npm start` sets it. Default: none is served'),
  SESSION_DAYS: wholeNumber(1, 365).prefault('30').describe('days after which a session ends, however often it is used'),
  SESSION_IDLE_MINUTES: wholeNumber(15, 129_600)
    .prefault('20160')
    .describe('minutes after which a session that nobody uses ends; 20160 are two weeks'),
  LOGIN_HISTORY_DAYS: wholeNumber(7, 730)
    .prefault('90')
    .describe('days for which people see who tried to log in to their account, and from which network address'),
  RECORD_ELEMENTS: wholeNumber(1, 100_000_000).prefault('1000000').describe('elements that the record of one person may hold'),
  RECORD_MEBIBYTES: wholeNumber(1, 100_000_000)
    .prefault('10240')
    .describe('MiB that the record of one person may hold, all versions counted; 10240 are 10 GiB'),
  INSTANCE_ELEMENTS: wholeNumber(0, 999_999_999)
    .prefault('0')
    .describe('elements that all records together may hold, give or take what comes within a minute; 0: no limit'),
  INSTANCE_GIBIBYTES: wholeNumber(0, 1_000_000)
    .prefault('0')
    .describe('GiB that all records together may hold, give or take what comes within a minute; 0: no limit'),
  INSTANCE_ACCOUNTS: wholeNumber(0, 100_000_000)
    .prefault('0')
    .describe('accounts that this server has room for, closed ones not counted, give or take one for each node; 0: no limit'),
  BACKUP_DAYS: wholeNumber(0, 3_650)
    .prefault('30')
    .describe('days until the last backup that holds something erased is gone; the receipt of every erasure names them'),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent'], { error: 'must be fatal, error, warn, info, debug or silent' })
    .prefault('info')
    .describe('least weight of the lines that are logged'),
  SHUTDOWN_GRACE_SECONDS: wholeNumber(0, 300)
    .prefault('10')
    .describe('seconds that a stopping server gives to requests which it has accepted'),
});

/** One line of the documentation of settings. */
export interface Setting {
  readonly name: string;
  readonly meaning: string;
  /** Absent where there is none: required, or as the meaning says. */
  readonly default?: string;
  readonly isRequired: boolean;
}

/** Every setting of the server, in the order of the schema. */
export const SETTINGS: readonly Setting[] = Object.entries(Environment.shape).map(([name, schema]) => {
  const fallback = z.safeParse(schema, undefined);
  return {
    name,
    meaning: schema.description ?? '',
    ...(fallback.success && fallback.data !== undefined ? { default: String(fallback.data) } : {}),
    isRequired: !fallback.success,
  };
});
