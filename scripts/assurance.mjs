// npm run assurance: runs the suites that measure, notes their figures in docs/assurance.json and writes docs/assurance.md. `--long` runs the long form,
// `--page` writes the page alone, `--only "<beginning of a figure's name>"` measures that figure and leaves the others as they are.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readClaims } from './assurance/claims.mjs';
import { assurancePage, linesOf } from './assurance/page.mjs';
import { build } from './build.mjs';
import { hostileFigures } from './hostile-table.mjs';
import { installMissing } from './install.mjs';
import { runJest } from './jest.mjs';
import { root } from './project.mjs';
import { Refusal, runScript } from './refusal.mjs';
import { checkWeb } from './web-check.mjs';

const data = join(root, 'docs/assurance.json');

const byName = ([a], [b]) => (a < b ? -1 : 1);

/** What suites say with `printFigure`, one `| name | cell | ... |` a line: { name: cells }, those that no row asks for left out. */
export function figuresOf(text, rows) {
  const said = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.slice(2, -2).split(' | '))
    // Seeds are for whoever repeats a run, not for a table.
    .map(([name, ...cells]) => [name, cells.filter((cell) => !cell.startsWith('seed ')).join(', ')])
    .toSorted(byName);
  const asked = new Set(rows.flatMap((row) => linesOf(row, Object.fromEntries(said)).map(([name]) => name)));
  return Object.fromEntries(said.filter(([name]) => asked.has(name)));
}

/** The counts of attacks, from jest's own report. */
function hostileLines(report) {
  const { testResults } = JSON.parse(readFileSync(report, 'utf8'));
  const suites = testResults.map(({ assertionResults }) => ({ testResults: assertionResults }));
  return hostileFigures(suites).map(([name, text]) => `| ${name} | ${text} |`);
}

const WEB_LINE = 'reproducible build';

function webLine() {
  const { digest, files } = checkWeb();
  return `| ${WEB_LINE} | 2 of 2 the same | ${files} files | digest ${digest} |`;
}

/** Runs the suites of the rows; gives what they said. Throws a Refusal where one failed: its figures would mean nothing. */
async function measure(rows, { isLong }) {
  const suites = [...new Set(rows.flatMap((row) => row.suites))].filter((path) => existsSync(join(root, path)));
  const folder = mkdtempSync(join(tmpdir(), 'sealchart-figures-'));
  try {
    const table = join(folder, 'table');
    writeFileSync(table, '');
    const report = join(folder, 'report.json');
    const status = await runJest([...suites, '--json', `--outputFile=${report}`], {
      ...process.env,
      SEALCHART_FIGURES: table,
      SEALCHART_LONG: isLong ? '1' : '',
    });
    if (status !== 0) throw new Refusal('a suite failed, so that nothing was written');
    // Two whole builds are no part of the short form of the tests; here they are worth their minute.
    const web = rows.some(({ lines }) => lines.includes(WEB_LINE)) ? [webLine()] : [];
    return figuresOf([readFileSync(table, 'utf8'), ...hostileLines(report), ...web].join('\n'), rows);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Figures that are to be measured: all, or those whose name begins as `--only` says. */
function chosen(figures, args) {
  const only = args.indexOf('--only');
  if (only < 0) return figures;
  const start = args[only + 1] ?? '';
  const found = figures.filter(({ figure }) => start !== '' && figure.startsWith(start));
  if (found.length === 0) throw new Refusal(`--only: no figure begins with "${start}"; docs/assurance.md names them`);
  return found;
}

if (process.argv[1] === import.meta.filename) {
  await runScript(async () => {
    const noted = JSON.parse(readFileSync(data, 'utf8'));
    if (!process.argv.includes('--page')) {
      const rows = chosen(noted.figures, process.argv);
      await installMissing();
      build();
      const isLong = process.argv.includes('--long');
      const said = Object.entries(await measure(rows, { isLong }));
      const on = `${new Date().toISOString().slice(0, 10)}, ${isLong ? 'long' : 'short'}`;
      const former = new Set(rows.flatMap((row) => linesOf(row, noted.measured).map(([name]) => name)));
      const kept = Object.entries(noted.measured).filter(([name]) => !former.has(name));
      noted.measured = Object.fromEntries([...kept, ...said.map(([name, text]) => [name, { said: text, on }])].toSorted(byName));
      writeFileSync(data, `${JSON.stringify(noted, null, 2)}\n`);
    }
    writeFileSync(join(root, 'docs/assurance.md'), assurancePage(readClaims(), noted));
    console.log(`docs/assurance.md: ${Object.keys(noted.measured).length} measured lines`);
  });
}
