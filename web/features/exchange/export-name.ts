/** The name of a file that says nothing about what is in it: `export-2026-11-21.json`, by the day of this device. */
export function exportName(at: Date): string {
  const two = (part: number): string => String(part).padStart(2, '0');
  return `export-${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}.json`;
}
