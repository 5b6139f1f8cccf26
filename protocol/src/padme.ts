/** The smallest plaintext: everything shorter looks alike. */
export const MIN_SIZE_CLASS = 1024;

/**
 * Padme (PURBs, PETS 2019): the padded length of `length` bytes; leaks O(log log L) bits, costs at most 12 %.
 * By division, not 32-bit operators, so that lengths above 2^31 stay right.
 */
export function padme(length: number): number {
  if (length < 2) return length;
  const exponent = bitLength(length) - 1;
  const unit = 2 ** (exponent - bitLength(exponent));
  return Math.ceil(length / unit) * unit;
}

/** Padded length in bytes of a data plaintext of `length` bytes. */
export function sizeClassOf(length: number): number {
  return Math.max(MIN_SIZE_CLASS, padme(length));
}

/** Whether `size` is a length that `sizeClassOf` yields. */
export function isSizeClass(size: number): boolean {
  return Number.isSafeInteger(size) && size >= MIN_SIZE_CLASS && sizeClassOf(size) === size;
}

/** Number of bits of a non-negative integer; 0 for 0. */
function bitLength(value: number): number {
  return value === 0 ? 0 : value.toString(2).length;
}
