import { encodeQR } from 'qr';
import type { RecoveryKit } from '../client-api/account.ts';
import { recoveryKitCode } from './kit-code.ts';

/** Light modules that a QR code needs around it (ISO/IEC 18004 section 9.1). */
export const QR_QUIET_MODULES = 4;

/** How much of a code may be unreadable: on paper there are folds and stains, on a screen there are none, and little room. */
const CORRECTION = { paper: 'medium', screen: 'low' } as const;

/**
 * The QR code of a kit, row by row: true is a dark module. Around it whoever paints it leaves `QR_QUIET_MODULES` light
 * ones. A fold or a stain over a seventh of it does no harm on paper; for a screen it is smaller.
 */
export function recoveryKitQr(kit: RecoveryKit, surface: keyof typeof CORRECTION = 'paper'): boolean[][] {
  const border = 1;
  const rows = encodeQR(recoveryKitCode(kit), 'raw', { ecc: CORRECTION[surface], border });
  return rows.slice(border, -border).map((row) => row.slice(border, -border));
}
