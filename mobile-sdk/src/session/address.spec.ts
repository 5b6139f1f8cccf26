import { describe, expect, it } from '@jest/globals';
import { checkRealm, parseAddress } from './address.ts';

describe('the address of a server', () => {
  it.each([
    ['https://Records.Example', 'https://records.example', 'records.example'],
    ['https://records.example:8443/', 'https://records.example:8443', 'records.example'],
    ['https://ärzte.example', 'https://xn--rzte-koa.example', 'xn--rzte-koa.example'],
    ['http://localhost:3000', 'http://localhost:3000', 'localhost'],
    ['http://127.0.0.1:3000', 'http://127.0.0.1:3000', '127.0.0.1'],
    ['http://[::1]:3000', 'http://[::1]:3000', '[::1]'],
  ])('%s is read', (typed, origin, host) => expect(parseAddress(typed)).toEqual({ origin, host }));

  it.each([
    '',
    'records.example',
    'ftp://records.example',
    'https://a:b@records.example',
    'https://records.example/path',
    'https://records.example/?q',
    'https://records.example/#f',
    'file:///etc',
  ])('%j is no address', (typed) => expect(() => parseAddress(typed)).toThrow(expect.objectContaining({ code: 'E_USAGE' })));

  it.each(['http://records.example', 'http://192.168.1.10', 'http://localhost.example', 'http://10.0.0.1:3000'])(
    '%s is not protected',
    (typed) => expect(() => parseAddress(typed)).toThrow(expect.objectContaining({ code: 'E_INSECURE' })),
  );
});

describe('the realm', () => {
  it.each([
    ['records.example', 'records.example'],
    ['www.records.example', 'records.example'],
    ['localhost', 'localhost'],
  ])('host %s lies under %s', (host, realm) => expect(() => checkRealm(host, realm)).not.toThrow());

  it.each([
    ['records.example', 'www.records.example'],
    ['evilrecords.example', 'records.example'],
    ['records.example.evil', 'records.example'],
    ['127.0.0.1', '127.0.0.1'],
    ['127.0.0.1', 'localhost'],
    ['127.0.0.1', '1'],
    ['records.example', ''],
    ['records.example', 'Records.Example'],
    ['records.example', 'records.example.'],
    ['records.example', 'records.example:443'],
    ['records.example', '.example'],
  ])('host %s does not lie under %j', (host, realm) =>
    expect(() => checkRealm(host, realm)).toThrow(expect.objectContaining({ code: 'E_REALM' })),
  );
});
