import { describe, expect, it } from '@jest/globals';
import { decodeQR } from 'qr/decode.js';
import { QR_QUIET_MODULES } from '../../crypto/qr.ts';
import { requireEqual } from './comparison.ts';
import { fingerprintQr, readVerificationCode, verificationCodeOf } from './verification-code.ts';

const fingerprint = 'ab12'.repeat(16);
const instanceId = 'ins_AAAAAAAAAAAAAAAAAAAAAA';
const accountId = 'acc_AQEBAQEBAQEBAQEBAQEBAQ';
const known = { instanceId, accountId, fingerprint, words: ['abandon', 'ability', 'able', 'about', 'above', 'absent'] };
const refused = expect.objectContaining({ code: 'E_NOT_VERIFIED' });

function refusalOf(value: string): unknown {
  try {
    requireEqual({ method: 'qr', value }, known);
    return undefined;
  } catch (error) {
    return error;
  }
}

/** Modules as a camera would see them, four pixels each. */
function toImage(modules: readonly (readonly boolean[])[]) {
  const [scale, quiet] = [4, QR_QUIET_MODULES];
  const size = (modules.length + 2 * quiet) * scale;
  const isDark = (x: number, y: number) => modules[Math.floor(y / scale) - quiet]?.[Math.floor(x / scale) - quiet] ?? false;
  const data = new Uint8Array(size * size * 3);
  for (let i = 0; i < size * size; i += 1) data.fill(isDark(i % size, Math.floor(i / size)) ? 0 : 255, i * 3, i * 3 + 3);
  return { width: size, height: size, data };
}

describe('comparing a fingerprint', () => {
  it.each([
    ['words as shown', 'words', 'abandon ability able about above absent'],
    ['words in capitals, with commas', 'words', ' ABANDON, Ability,able-about above  absent '],
    ['hexadecimal', 'hex', fingerprint],
    ['hexadecimal in groups and capitals', 'hex', 'AB12 ab12:ab12-'.repeat(5) + 'ab12'],
  ] as const)('passes %s', (_name, method, value) => {
    expect(() => requireEqual({ method, value }, known)).not.toThrow();
  });

  it.each([
    ['another word', 'words', 'abandon ability able about above abstract'],
    ['five words', 'words', 'abandon ability able about above'],
    ['seven words', 'words', 'abandon ability able about above absent absent'],
    ['another order', 'words', 'ability abandon able about above absent'],
    ['no words', 'words', ' '],
    ['the fingerprint where words belong', 'words', fingerprint],
    ['part of the fingerprint', 'hex', fingerprint.slice(0, 16)],
    ['one other digit', 'hex', `${fingerprint.slice(0, -1)}3`],
    ['nothing', 'hex', ''],
  ] as const)('refuses %s', (_name, method, value) => {
    expect(() => requireEqual({ method, value }, known)).toThrow(refused);
  });

  it('passes the code of this very key, as a camera gives it', () => {
    const code = verificationCodeOf(known);
    expect(code).toBe(`SEALCHART-KEY:1:00000000000000000000000000000000:01010101010101010101010101010101:${fingerprint.toUpperCase()}`);
    expect(() => requireEqual({ method: 'qr', value: code }, known)).not.toThrow();
    expect(readVerificationCode(code)).toEqual({ instanceId, accountId, fingerprint });
    const modules = fingerprintQr(code);
    expect(modules).toHaveLength(37);
    const image = toImage(modules);
    expect(decodeQR(image)).toBe(code);
  });

  it.each([
    ['another key', 'fingerprint', { ...known, fingerprint: `${fingerprint.slice(0, -1)}3` }],
    ['another account', 'account', { ...known, accountId: 'acc_AQEBAQEBAQEBAQEBAQEBAg' }],
    ['an account on another server', 'instance', { ...known, instanceId: 'ins_AAAAAAAAAAAAAAAAAAAAAQ' }],
  ])('refuses the code of %s, and says so', (_name, path, other) => {
    const value = verificationCodeOf(other);
    expect(refusalOf(value)).toMatchObject({ code: 'E_NOT_VERIFIED', issues: [{ path }] });
  });

  it.each([
    ['nothing', 'code', ''],
    ['something else', 'code', 'https://example.org'],
    ['the fingerprint alone', 'code', fingerprint],
    ['a newer code', 'format', verificationCodeOf(known).replace(':1:', ':2:')],
    ['a code without its end', 'code', verificationCodeOf(known).slice(0, -1)],
    ['a longer code', 'code', `${verificationCodeOf(known)}0`],
    ['a code in small letters', 'code', verificationCodeOf(known).toLowerCase()],
    ['the own code behind another', 'code', `x ${verificationCodeOf(known)}`],
  ])('refuses %s where a code belongs', (_name, path, value) => {
    expect(refusalOf(value)).toMatchObject({ code: 'E_NOT_VERIFIED', issues: [{ path }] });
  });

  it('never passes against what is not known', () => {
    expect(() => requireEqual({ method: 'words', value: '' }, { ...known, fingerprint: '', words: [] })).toThrow(refused);
    expect(() => requireEqual({ method: 'hex', value: '' }, { ...known, fingerprint: '', words: [] })).toThrow(refused);
  });
});
