import { describe, expect, it } from '@jest/globals';
import { SealchartError } from '@sealchart/protocol';
import { readConfig } from './app-config.ts';
import { SETTINGS } from './environment.ts';

const complete = { MONGODB_ACCOUNTS_URI: 'mongodb://db.example/a', MONGODB_RECORDS_URI: 'mongodb://db.example/r' };

const refusal = (env: Record<string, string | undefined>): SealchartError => {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof SealchartError) return error;
    throw error;
  }
  throw new Error('was accepted');
};

describe('reading the settings', () => {
  it('takes what is set and fills in what is documented', () => {
    expect(readConfig({ ...complete, PORT: '8080', PUBLIC_URL: 'https://Records.Example.org/' })).toEqual({
      port: 8080,
      host: '127.0.0.1',
      publicUrl: 'https://records.example.org',
      tls: undefined,
      trustedProxies: [],
      accounts: { uri: complete.MONGODB_ACCOUNTS_URI, name: 'a' },
      records: { uri: complete.MONGODB_RECORDS_URI, name: 'r' },
      secretsDir: '.data/secrets',
      sessionDays: 30,
      sessionIdleMs: 1_209_600_000,
      loginHistoryDays: 90,
      recordElements: 1_000_000,
      recordBytes: 10_737_418_240,
      instanceElements: 0,
      instanceBytes: 0,
      instanceAccounts: 0,
      backupDays: 30,
      logLevel: 'info',
      shutdownGraceMs: 10_000,
    });
  });

  it('is frozen', () => {
    expect(Object.isFrozen(readConfig(complete))).toBe(true);
  });

  it('counts an empty value as not set', () => {
    expect(readConfig({ ...complete, PORT: '', PUBLIC_URL: '' })).toMatchObject({ port: 3000, publicUrl: undefined });
  });

  it('names the databases where the addresses do not', () => {
    const config = readConfig({ MONGODB_ACCOUNTS_URI: 'mongodb://u:p@db1,db2/?replicaSet=x', MONGODB_RECORDS_URI: 'mongodb://db1,db2' });
    expect([config.accounts.name, config.records.name]).toEqual(['sealchart_accounts', 'sealchart_records']);
  });

  it.each([
    ['PORT', 'http'],
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PORT', '80.5'],
    ['PORT', ' 80'],
    ['PORT', '0x50'],
    ['HOST', 'not a host'],
    ['PUBLIC_URL', 'records.example.org'],
    ['PUBLIC_URL', 'ftp://records.example.org'],
    ['PUBLIC_URL', 'https://records.example.org/path'],
    ['PUBLIC_URL', 'https://user:secret@records.example.org'],
    ['PUBLIC_URL', 'https://records.example.org?x=1'],
    ['MONGODB_ACCOUNTS_URI', 'postgres://db.example/a'],
    ['MONGODB_ACCOUNTS_URI', 'mongodb://'],
    ['MONGODB_ACCOUNTS_URI', 'mongodb://db.example/a?nonsense=1'],
    ['MONGODB_RECORDS_URI', 'hunter2'],
    ['TRUSTED_PROXIES', 'true'],
    ['TRUSTED_PROXIES', '1'],
    ['TRUSTED_PROXIES', 'loopback,'],
    ['TRUSTED_PROXIES', 'proxy.example.org'],
    ['TRUSTED_PROXIES', '10.0.0.0/33'],
    ['TRUSTED_PROXIES', '10.0.0.0/8/8'],
    ['TRUSTED_PROXIES', '0.0.0.0/0'],
    ['TRUSTED_PROXIES', '::/0'],
    ['TRUSTED_PROXIES', '2001:db8::/129'],
    ['TRUSTED_PROXIES', 'fe80::1%eth0'],
    ['TRUSTED_PROXIES', '10.0.0.1 10.0.0.2'],
    ['TRUSTED_PROXIES', 'loopback,10.0.0.300'],
    ['SESSION_DAYS', '0'],
    ['SESSION_DAYS', '366'],
    ['SESSION_IDLE_MINUTES', '14'],
    ['SESSION_IDLE_MINUTES', '129601'],
    ['LOGIN_HISTORY_DAYS', '6'],
    ['LOGIN_HISTORY_DAYS', '731'],
    ['LOG_LEVEL', 'loud'],
    ['SHUTDOWN_GRACE_SECONDS', '301'],
  ])('refuses %s=%s by name', (name, value) => {
    const error = refusal({ ...complete, [name]: value });
    expect(error.code).toBe('E_CONFIG');
    expect(error.issues.map((issue) => issue.path)).toEqual([name]);
  });

  it('takes proxies as addresses, ranges and names', () => {
    const { trustedProxies } = readConfig({ ...complete, TRUSTED_PROXIES: ' loopback,10.0.0.0/8 , 2001:db8::/32,192.0.2.1,uniquelocal' });
    expect(trustedProxies).toEqual(['loopback', '10.0.0.0/8', '2001:db8::/32', '192.0.2.1', 'uniquelocal']);
  });

  it('takes certificate and key together, or neither', () => {
    const [TLS_CERT_FILE, TLS_KEY_FILE] = ['/tls/tls.crt', '/tls/tls.key'];
    expect(readConfig({ ...complete, TLS_CERT_FILE, TLS_KEY_FILE }).tls).toEqual({ certFile: TLS_CERT_FILE, keyFile: TLS_KEY_FILE });
    expect(refusal({ ...complete, TLS_CERT_FILE })).toMatchObject({ code: 'E_CONFIG', issues: [{ path: 'TLS_KEY_FILE' }] });
    expect(refusal({ ...complete, TLS_KEY_FILE })).toMatchObject({ code: 'E_CONFIG', issues: [{ path: 'TLS_CERT_FILE' }] });
    const both = { ...complete, TLS_CERT_FILE, TLS_KEY_FILE, PUBLIC_URL: 'http://records.example.org' };
    expect(refusal(both)).toMatchObject({
      code: 'E_CONFIG',
      issues: [{ path: 'PUBLIC_URL', message: expect.stringContaining('https://') }],
    });
    expect(refusal({ TLS_CERT_FILE }).issues.map(({ path }) => path)).toContain('MONGODB_ACCOUNTS_URI');
  });

  it('lists all problems at once, and no value', () => {
    const values = {
      PORT: 'port-value',
      LOG_LEVEL: 'level-value',
      MONGODB_ACCOUNTS_URI: 'mongo://user:password-value@db',
      PUBLIC_URL: 'url-value',
    };
    const error = refusal(values);
    expect(error.issues.map((issue) => issue.path).sort()).toEqual([
      'LOG_LEVEL',
      'MONGODB_ACCOUNTS_URI',
      'MONGODB_RECORDS_URI',
      'PORT',
      'PUBLIC_URL',
    ]);
    expect(JSON.stringify([error.message, error.issues])).not.toMatch(/-value/);
  });

  it.each([
    ['the same address', 'mongodb://db.example/x', 'mongodb://db.example/x'],
    ['another spelling', 'mongodb://a.example,b.example/x', 'mongodb://b.example:27017,a.example/x?retryWrites=true'],
  ])('refuses one database for both: %s', (_, accounts, records) => {
    const error = refusal({ MONGODB_ACCOUNTS_URI: accounts, MONGODB_RECORDS_URI: records });
    expect(error).toMatchObject({ code: 'E_CONFIG', issues: [{ path: 'MONGODB_RECORDS_URI' }] });
  });
});

describe('the table of settings', () => {
  it('gives every setting a meaning, and a default or the word that there is none', () => {
    expect(SETTINGS.map(({ name }) => name)).toEqual([
      'PORT',
      'HOST',
      'PUBLIC_URL',
      'TLS_CERT_FILE',
      'TLS_KEY_FILE',
      'TRUSTED_PROXIES',
      'MONGODB_ACCOUNTS_URI',
      'MONGODB_RECORDS_URI',
      'SECRETS_DIR',
      'WEB_DIR',
      'SESSION_DAYS',
      'SESSION_IDLE_MINUTES',
      'LOGIN_HISTORY_DAYS',
      'RECORD_ELEMENTS',
      'RECORD_MEBIBYTES',
      'INSTANCE_ELEMENTS',
      'INSTANCE_GIBIBYTES',
      'INSTANCE_ACCOUNTS',
      'BACKUP_DAYS',
      'LOG_LEVEL',
      'SHUTDOWN_GRACE_SECONDS',
    ]);
    expect(SETTINGS.every(({ meaning }) => meaning.length > 10)).toBe(true);
    expect(SETTINGS.filter(({ isRequired }) => isRequired).map(({ name }) => name)).toEqual([
      'MONGODB_ACCOUNTS_URI',
      'MONGODB_RECORDS_URI',
    ]);
    expect(SETTINGS.find(({ name }) => name === 'PORT')).toMatchObject({ default: '3000', isRequired: false });
  });
});
