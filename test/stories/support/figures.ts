import { appendFileSync } from 'node:fs';

/** Says one figure of a run. Whoever runs all suites collects them into one table, see `scripts/jest-reporter.mjs`. */
export function printFigure(name: string, ...cells: readonly string[]): void {
  const line = `| ${[name, ...cells].join(' | ')} |\n`;
  const table = process.env['SEALCHART_FIGURES'] ?? '';
  if (table === '') process.stdout.write(line);
  else appendFileSync(table, line);
}
