// npm run assurance: runs the suites that measure, notes their figures in docs/assurance.json and writes docs/assurance.md. `--long` runs the long form,
// `--page` writes the page alone.
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

/** What suites say with `printFigure`, one `| name | cell | ... |` a line: { name: cells }, those that no row asks for left out. */
export function figuresOf(text, rows) {
  const said = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.slice(2, -2).split(' | '))
    // Seeds are for whoever repeats a run, not for a table.
    .map(([name, ...cells]) => [name, cells.filter((cell) => !cell.startsWith('seed ')).join(', ')])
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  const asked = new Set(rows.flatMap((row) => linesOf(row, Object.fromEntries(said)).map(([name]) => name)));
  return Object.fromEntries(said.filter(([name]) => asked.has(name)));
}

/** The counts of attacks, from jest's own report. */
function hostileLines(report) {
  const { testResults } = JSON.parse(readFileSync(report, 'utf8'));
  const suites = testResults.map(({ assertionResults }) => ({ testResults: assertionResults }));
  return hostileFigures(suites).map(([name, text]) => `| ${name} | ${text} |`);
}

function webLine() {
  const { digest, files } = checkWeb();
  return `| reproducible build | 2 of 2 the same | ${files} files | digest ${digest} |`;
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
    return figuresOf([readFileSync(table, 'utf8'), ...hostileLines(report), webLine()].join('\n'), rows);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

if (process.argv[1] === import.meta.filename) {
  await runScript(async () => {
    const noted = JSON.parse(readFileSync(data, 'utf8'));
    if (!process.argv.includes('--page')) {
      await installMissing();
      build();
      const isLong = process.argv.includes('--long');
      const on = `${new Date().toISOString().slice(0, 10)}, the ${isLong ? 'long' : 'short'} form`;
      noted.measured = { on, lines: await measure(noted.figures, { isLong }) };
      writeFileSync(data, `${JSON.stringify(noted, null, 2)}\n`);
    }
    writeFileSync(join(root, 'docs/assurance.md'), assurancePage(readClaims(), noted));
    console.log(`docs/assurance.md: ${Object.keys(noted.measured.lines).length} measured lines`);
  });
}
