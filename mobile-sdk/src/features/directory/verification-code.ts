import { AccountId, Fingerprint, InstanceId, SealchartError, fromB64u, fromHex, toB64u, toHex } from '@sealchart/protocol';
import { qrModules } from '../../crypto/qr.ts';

/** A key, and where it is whose: all that a code binds. */
export interface VerifiedKey {
  readonly instanceId: string;
  readonly accountId: string;
  /** Lower-case hexadecimal. */
  readonly fingerprint: string;
}

/** The format of codes that this version makes and reads. */
const CODE_FORMAT = 1;
const CODE = /^SEALCHART-KEY:(\d{1,4}):(.*)$/;
const MEMBERS = /^([0-9A-F]{32}):([0-9A-F]{32}):([0-9A-F]{64})$/;

/**
 * What the QR code of an account's key carries (formats, "Code of a key"): characters that a QR code packs tightly, so that cameras read
 * it from a screen at once.
 */
export function verificationCodeOf({ instanceId, accountId, fingerprint }: VerifiedKey): string {
  return `SEALCHART-KEY:${CODE_FORMAT}:${hexOf(instanceId)}:${hexOf(accountId)}:${fingerprint.toUpperCase()}`;
}

/**
 * Reads what a camera saw; it proves nothing by itself. `E_NOT_VERIFIED` with an issue: `code` for something else, `format` for a code
 * of another version of Sealchart.
 */
export function readVerificationCode(text: string): VerifiedKey {
  const [, format, rest = ''] = CODE.exec(text.trim()) ?? [];
  if (format === undefined) throw notVerified('code', 'this is not the code of a Sealchart account');
  if (format !== String(CODE_FORMAT)) throw notVerified('format', 'another version of Sealchart made this code: update both');
  const [, instance, account, fingerprint] = MEMBERS.exec(rest) ?? [];
  if (instance === undefined || account === undefined || fingerprint === undefined) throw notVerified('code', 'this code is damaged');
  return {
    instanceId: InstanceId.parse(idOfHex('ins_', instance)),
    accountId: AccountId.parse(idOfHex('acc_', account)),
    fingerprint: Fingerprint.parse(fingerprint.toLowerCase()),
  };
}

/** `E_NOT_VERIFIED` unless the text is the code of this very key; the path of its issue tells what differs. */
export function requireCode(text: string, known: VerifiedKey): void {
  const read = readVerificationCode(text);
  if (read.instanceId !== known.instanceId) throw notVerified('instance', 'this code is of an account on another server');
  if (read.accountId !== known.accountId) throw notVerified('account', 'this code is of another account');
  if (read.fingerprint !== known.fingerprint)
    throw notVerified('fingerprint', 'the server shows another key for this person than the code does');
}

/** The modules of the code's QR code, for a screen, row by row: true is dark. `QR_QUIET_MODULES` light ones belong around them. */
export function fingerprintQr(code: string): boolean[][] {
  return qrModules(code, 'low');
}

function notVerified(path: string, message: string): SealchartError {
  return new SealchartError('E_NOT_VERIFIED', { detail: message, issues: [{ path, message }] });
}

function hexOf(id: string): string {
  return toHex(fromB64u(id.slice(id.indexOf('_') + 1))).toUpperCase();
}

function idOfHex(prefix: 'ins_' | 'acc_', hex: string): string {
  return prefix + toB64u(fromHex(hex.toLowerCase()));
}
