import { describe, expect, it } from '@jest/globals';
import { SealchartError, toB64u } from '@sealchart/protocol';
import * as fc from 'fast-check';
import type { RecoveryKit } from '../client-api/account.ts';
import { wordsOfCode } from '../crypto/recovery-code.ts';
import { recoveryKitCode } from './kit-code.ts';
import { recoveryKitPdf } from './kit-pdf.ts';
import { recoveryKitText } from './kit-text.ts';
import { parseRecoveryKit } from './kit.ts';

const bytes = (octets: number) => fc.uint8Array({ minLength: octets, maxLength: octets });
const idOf = (prefix: string) => bytes(16).map((id) => prefix + toB64u(id));
const kits: fc.Arbitrary<RecoveryKit> = fc.record({
  server: fc.constantFrom(
    'https://health.example.org',
    'http://localhost:3000',
    'http://[::1]:3000',
    `https://${'long-'.repeat(12)}name.of.a.hospital.example:8443`,
  ),
  accountId: idOf('acc_'),
  instanceId: idOf('ins_'),
  realm: fc.constantFrom('health.example.org', 'localhost', `${'a'.repeat(60)}.example`),
  logKey: bytes(32).map(toB64u),
  words: bytes(20).map((code) => wordsOfCode(Uint8Array.from(code))),
  madeAt: fc.constantFrom('2026-11-21T08:00:00Z', '2031-02-28T23:59:59Z'),
});
const [kit] = fc.sample(kits, { numRuns: 1, seed: 7 }) as [RecoveryKit];
const code = recoveryKitCode(kit);
const text = recoveryKitText(kit);

const member = (name: string) => new RegExp(`&?${name}=[^&]*`);

/** The detail of the refusal; fails when there is none. */
function refusalOf(given: string): string {
  try {
    parseRecoveryKit(given);
  } catch (error) {
    if (error instanceof SealchartError && error.code === 'E_WORDS') return error.detail ?? '';
    throw error;
  }
  throw new Error('this was taken for a kit');
}

describe('a recovery kit', () => {
  it('comes back from each of its forms', async () => {
    await fc.assert(
      fc.asyncProperty(kits, async (any) => {
        expect(parseRecoveryKit(recoveryKitCode(any))).toEqual(any);
        expect(parseRecoveryKit(recoveryKitText(any))).toEqual(any);
        expect(parseRecoveryKit(new TextDecoder().decode(await recoveryKitPdf(any)))).toEqual(any);
      }),
      { numRuns: 50 },
    );
  });

  it.each<[string, string]>([
    ['a file with the code in it', `Dear me,\n  ${code}\nregards`],
    ['a text file of Windows', text.replaceAll('\n', '\r\n')],
    ['a text file with a mark at its beginning', `\ufeff${text}`],
    ['a text with colons and other spaces', text.replaceAll(/^ {2}(\w+( \w+)?) {2,}(\S+)$/gm, '$1: \u00a0$3')],
    ['words in capitals', text.replaceAll(/\d+\. [a-z]+/g, (word) => word.toUpperCase())],
    ['a text that was pasted as one line', text.replaceAll(/\s+/g, ' ')],
    ['words in one column', text.replaceAll(/ {3,}(?=\d+\. )/g, '\n')],
    ['a copy of the printed page', text.replaceAll(/^ {2}(\w+( \w+)?) {2,}(\S+)$/gm, '$1\n$3')],
  ])('is found in %s', (_what, given) => {
    expect(parseRecoveryKit(given)).toEqual(kit);
  });

  it.each<[string, string, RegExp]>([
    ['nothing', '', /no recovery kit/],
    ['a letter', 'Dear me, the server is down.', /no recovery kit/],
    ['words alone', kit.words.join(' '), /no recovery kit/],
    ['a page of something else', '%PDF-1.7\n(hello) Tj', /no recovery kit/],
    ['something huge', `${code} `.repeat(1_000), /too long/],
  ])('is none: %s', (_what, given, why) => {
    expect(refusalOf(given)).toMatch(why);
  });
});

describe('the code of a recovery kit', () => {
  it('is what the formats say', () => {
    const { server, accountId, instanceId, realm, logKey, words, madeAt } = kit;
    expect(recoveryKitCode({ ...kit, server: 'https://health.example.org:8443' })).toBe(
      `sealchart-kit:1?server=https://health.example.org:8443&account=${accountId}&instance=${instanceId}&realm=${realm}&log=${logKey}&made=${madeAt}&words=${words.join('+')}`,
    );
    expect(recoveryKitCode({ ...kit, server: 'http://[::1]:3000' })).toContain('server=http://%5B::1%5D:3000&');
    expect(code).toMatch(/^[!-~]+$/);
    expect(server).not.toBe('');
  });

  it.each<[string, string, RegExp]>([
    ['of a newer version', code.replace('kit:1', 'kit:2'), /newer version .* update/],
    ['without a version', code.replace('kit:1', 'kit:'), /format is damaged/],
    ['of version 01', code.replace('kit:1', 'kit:01'), /format is damaged/],
    ['without a server', code.replace(member('server'), ''), /server is missing/],
    ['without an account', code.replace(member('account'), ''), /account is missing/],
    ['without an instance', code.replace(member('instance'), ''), /instance is missing/],
    ['without a realm', code.replace(member('realm'), ''), /realm is missing/],
    ['without a log key', code.replace(member('log'), ''), /log key is missing/],
    ['without a time', code.replace(member('made'), ''), /made on is missing/],
    ['without words', code.replace(member('words'), ''), /0 words were found/],
    ['with a path in its server', code.replace(member('server'), 'server=https://health.example.org/x'), /server is damaged/],
    ['with a server of another kind', code.replace(member('server'), 'server=ftp://health.example.org'), /server is damaged/],
    ['with half an account', code.replace(kit.accountId, kit.accountId.slice(0, -2)), /account is damaged/],
    ['with a strange instance', code.replace(kit.instanceId, kit.accountId), /instance is damaged/],
    ['with a strange realm', code.replace(member('realm'), '&realm=a_b'), /realm is damaged/],
    ['with an endless realm', code.replace(member('realm'), `&realm=${'a'.repeat(254)}`), /realm is damaged/],
    ['with half a log key', code.replace(kit.logKey, kit.logKey.slice(0, 20)), /log key is damaged/],
    ['with a day that is none', code.replace(member('made'), '&made=2026-02-30T08:00:00Z'), /made on is damaged/],
    ['with a word too few', code.replace(/\+[a-z]+$/, ''), /14 words/],
    ['with words in another order', code.replace(/words=([a-z]+)\+(.*)$/, 'words=$2+$1'), /belong together|changed/],
    ['with a broken escape', code.replace('server=', 'server=%E0%A4%A'), /damaged/],
    ['with a field twice', `${code}&made=${kit.madeAt}`, /changed/],
    ['with an unknown field', `${code}&x=1`, /changed/],
    ['with fields in another order', code.replace(/\?(server=[^&]*)&(account=[^&]*)/, '?$2&$1'), /changed/],
    ['with words in capitals', code.replace(/words=.*/, (words) => `words=${words.slice(6).toUpperCase()}`), /changed/],
    ['with a needless escape', code.replace('acc_', '%61cc_'), /changed/],
  ])('is refused %s', (_what, given, why) => {
    expect(refusalOf(given)).toMatch(why);
  });

  it('says nothing of its words when it is refused', () => {
    const damaged = code.replace(kit.accountId, 'acc_');
    expect(refusalOf(damaged)).not.toMatch(new RegExp(kit.words.join('|')));
  });
});

describe('the text of a recovery kit', () => {
  it('is ASCII of at most 80 columns, with everything in it', () => {
    expect(text).toMatch(/^[\n -~]+$/);
    const usual = recoveryKitText({ ...kit, server: 'https://health.example.org' });
    expect(Math.max(...usual.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    for (const value of [kit.server, kit.accountId, kit.instanceId, kit.realm, kit.logKey, kit.madeAt]) expect(text).toContain(value);
    kit.words.forEach((word, index) => expect(text).toMatch(new RegExp(`\\b${index + 1}\\. ${word}\\b`)));
    expect(text).toMatch(/Name of the person {2}_{20,}\n\n {2}E-mail address {6}_{20,}\n\n {2}Where this is kept {2}_{20,}/);
    expect(text).toContain('A newer kit ends this one');
    expect(text.endsWith('enough.\n- Choose a new password. Your record is as it was.\n')).toBe(true);
  });

  it.each<[string, string, RegExp]>([
    ['of a newer version', text.replace(/kit format.*/, 'kit format   2'), /newer version .* update/],
    ['without its account', text.replace(/^ +account .*\n/m, ''), /account is missing/],
    ['with a cut account', text.replace(kit.accountId, kit.accountId.slice(0, 10)), /account is damaged/],
    ['without a word', text.replace(/ 7\. [a-z]+/, ''), /word 7 is missing/],
    ['with a number twice', text.replace(' 7. ', ' 8. '), /two words with the number 8/],
    ['as one line without a word', text.replaceAll(/\s+/g, ' ').replace(/ 7\. [a-z]+/, ''), /no recovery kit/],
    ['as one line with a cut account', text.replaceAll(/\s+/g, ' ').replace(kit.accountId, 'acc_x'), /account is damaged/],
    ['as one line of a newer version', text.replaceAll(/\s+/g, ' ').replace('kit format 1', 'kit format 2'), /newer version .* update/],
    ['with two words exchanged', text.replace(' 1. ', ' x. ').replace(' 2. ', ' 1. ').replace(' x. ', ' 2. '), /belong together/],
  ])('is refused %s', (_what, given, why) => {
    expect(refusalOf(given)).toMatch(why);
  });
});
