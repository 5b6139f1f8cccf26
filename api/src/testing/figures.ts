import { appendFileSync } from 'node:fs';

/** Says one figure of a run, in the form that `scripts/jest-reporter.mjs` makes a table of. */
export function printFigure(name: string, ...cells: readonly string[]): void {
  const line = `| ${[name, ...cells].join(' | ')} |\n`;
  const table = process.env['SEALCHART_FIGURES'] ?? '';
  if (table === '') process.stdout.write(line);
  else appendFileSync(table, line);
}
