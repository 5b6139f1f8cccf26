/** True for an error of the operating system with one of these codes, such as `ENOENT`; whatever realm threw it. */
export function isSystemError(error: unknown, ...codes: readonly string[]): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' && codes.includes(error.code);
}
