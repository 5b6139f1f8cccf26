import { describe, expect, it } from '@jest/globals';
import { hostOf, isWithinRealm, realmOf, requireWithinRealm } from './realm.ts';

describe('the host of a header', () => {
  it.each([
    ['localhost:3000', 'localhost'],
    ['Records.Example.ORG', 'records.example.org'],
    ['records.example.org.', 'records.example.org'],
    ['records.example.org.:443', 'records.example.org'],
    ['praxis-müller.example', 'xn--praxis-mller-klb.example'],
    ['127.0.0.1:3000', '127.0.0.1'],
    ['[::1]:3000', '[::1]'],
  ])('%s is %s', (header, host) => {
    expect(hostOf(header)).toBe(host);
  });

  it.each(['', 'a b', 'localhost:3000/path', 'user@localhost', 'localhost:', 'localhost:123456', '::1', 'a?b', '[zz]', 'x:y'])(
    '%j is none',
    (header) => {
      expect(hostOf(header)).toBeUndefined();
    },
  );
});

describe('the realm', () => {
  it('is the host of the public address in its canonical form, else localhost', () => {
    expect(realmOf(undefined)).toBe('localhost');
    expect(realmOf('https://Praxis-Müller.example:8443')).toBe('xn--praxis-mller-klb.example');
  });

  it.each(['http://192.168.1.5:3000', 'http://[2001:db8::1]', 'https://127.0.0.1'])('refuses the address of numbers %s', (url) => {
    expect(() => realmOf(url)).toThrow(expect.objectContaining({ code: 'E_CONFIG' }));
  });

  it('covers itself and what lies under it, by whole labels', () => {
    expect(isWithinRealm('example.org', 'example.org')).toBe(true);
    expect(isWithinRealm('ward.example.org', 'example.org')).toBe(true);
    expect(isWithinRealm('badexample.org', 'example.org')).toBe(false);
    expect(isWithinRealm('example.org.evil.net', 'example.org')).toBe(false);
    expect(isWithinRealm('org', 'example.org')).toBe(false);
  });

  it('is left only by an act of its own, which the refusal explains', () => {
    expect(() => requireWithinRealm('https://ward.example.org', 'example.org')).not.toThrow();
    expect(() => requireWithinRealm(undefined, 'localhost')).not.toThrow();
    const refused = expect.objectContaining({
      code: 'E_CONFIG',
      issues: [{ path: 'PUBLIC_URL', message: expect.stringMatching(/login secrets of all accounts are bound to the name/) }],
    });
    expect(() => requireWithinRealm('https://example.net', 'example.org')).toThrow(refused);
    expect(() => requireWithinRealm(undefined, 'example.org')).toThrow(refused);
  });
});
