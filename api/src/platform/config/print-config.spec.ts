import { describe, expect, it } from '@jest/globals';
import { readConfig } from './app-config.ts';
import { printableConfig } from './print-config.ts';

const print = (accounts: string): string =>
  printableConfig(readConfig({ MONGODB_ACCOUNTS_URI: accounts, MONGODB_RECORDS_URI: 'mongodb://db.example/r' }));

describe('printing the settings', () => {
  it('shows what is no secret', () => {
    expect(JSON.parse(print('mongodb://db.example/a?replicaSet=rs7'))).toMatchObject({
      port: 3000,
      publicUrl: 'http://localhost:3000',
      accounts: { uri: 'mongodb://db.example/a?replicaSet=rs7', name: 'a' },
      secretsDir: '.data/secrets',
    });
  });

  it('shows the address as it is opened with a certificate', () => {
    const databases = { MONGODB_ACCOUNTS_URI: 'mongodb://db.example/a', MONGODB_RECORDS_URI: 'mongodb://db.example/r' };
    const config = readConfig({ ...databases, TLS_CERT_FILE: '/tls/tls.crt', TLS_KEY_FILE: '/tls/tls.key' });
    expect(JSON.parse(printableConfig(config))).toMatchObject({ publicUrl: 'https://localhost:3000', tls: { certFile: '/tls/tls.crt' } });
  });

  it.each([
    ['credentials', 'mongodb://anna:hunter2@db.example/a'],
    ['an encoded password', 'mongodb://anna:hunter2%40x%3Fy@db.example/a?replicaSet=rs0'],
    ['several hosts', 'mongodb://anna:hunter2@db1.example,db2.example/a'],
    [
      'options',
      'mongodb://db.example/a?authMechanismProperties=SERVICE_NAME:hunter2&replicaSet=rs0&tlsCertificateKeyFilePassword=hunter2&tls=true',
    ],
  ])('masks %s', (_, uri) => {
    const text = print(uri);
    expect(text).not.toMatch(/hunter2|anna/);
    expect(text).toContain('***');
    expect(text).toMatch(/db1?\.example/);
  });
});
