import type { RecoveryKit } from '../client-api/account.ts';
import { qrModules } from '../crypto/qr.ts';
import { recoveryKitCode } from './kit-code.ts';

/** How much of a code may be unreadable: on paper there are folds and stains, on a screen there are none, and little room. */
const CORRECTION = { paper: 'medium', screen: 'low' } as const;

/**
 * The QR code of a kit, row by row: true is a dark module. Around it whoever paints it leaves `QR_QUIET_MODULES` light
 * ones. A fold or a stain over a seventh of it does no harm on paper; for a screen it is smaller.
 */
export function recoveryKitQr(kit: RecoveryKit, surface: keyof typeof CORRECTION = 'paper'): boolean[][] {
  return qrModules(recoveryKitCode(kit), CORRECTION[surface]);
}
