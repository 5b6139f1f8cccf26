import { encodeQR } from 'qr';

/** Light modules that a QR code needs around it (ISO/IEC 18004 section 9.1). */
export const QR_QUIET_MODULES = 4;

/** The modules of a QR code row by row, true for a dark one, without the light ones around it. */
export function qrModules(text: string, correction: 'low' | 'medium'): boolean[][] {
  const border = 1;
  const rows = encodeQR(text, 'raw', { ecc: correction, border });
  return rows.slice(border, -border).map((row) => row.slice(border, -border));
}
