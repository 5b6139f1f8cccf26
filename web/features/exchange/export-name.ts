/** The name of a file that says nothing about what is in it: `export-2026-11-21.json`, by the day of this device. */
export function exportName(at: Date): string {
  const [month, day] = [at.getMonth() + 1, at.getDate()].map((part) => String(part).padStart(2, '0'));
  return `export-${at.getFullYear()}-${month}-${day}.json`;
}
