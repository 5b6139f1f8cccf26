// What `npm test` says besides jest's own words: the figures that suites measured, the longest suites, the tests that need real files or a program, and one plain closing line.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { columns } from './columns.mjs';
import { hostileTable } from './hostile-table.mjs';
import { root } from './project.mjs';

/** What stands once in the name of each test that is registered only where something is present: real files, a program, vectors of others. */
const conditions = ['real input', 'gpg', 'wycheproof'];

export default class ClosingReporter {
  #folder = '';

  /** Workers take the environment over: suites write their figures into one file. */
  onRunStart() {
    this.#folder = mkdtempSync(join(tmpdir(), 'sealchart-figures-'));
    process.env.SEALCHART_FIGURES = join(this.#folder, 'table');
    writeFileSync(process.env.SEALCHART_FIGURES, '');
  }

  onRunComplete(_contexts, results) {
    const figures = figureTable(readFileSync(process.env.SEALCHART_FIGURES, 'utf8'));
    rmSync(this.#folder, { recursive: true });
    if (figures.length > 0) process.stderr.write(`\nFigures:\n${figures.join('\n')}\n`);
    const attacks = hostileTable(results.testResults);
    if (attacks.length > 0) process.stderr.write(`\nAttacks:\n${attacks.join('\n')}\n`);
    const longest = longestSuites(results.testResults);
    if (longest.length > 0) process.stderr.write(`\nLongest suites:\n${longest.join('\n')}\n`);
    // Jest's own summary always comes last of all reporters; these lines follow it when the process ends.
    const lines = [...conditions.map((name) => conditionLine(name, results.testResults)), closingLine(results)];
    process.once('exit', () => process.stderr.write(`${lines.join('\n')}\n`));
  }
}

/** Lines `| name | cell | ... |`, by name, their columns under one another. */
export function figureTable(text) {
  const rows = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.slice(2, -2).split(' | '))
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  return columns(rows);
}

const seconds = (suite) => (suite.perfStats.runtime ?? 0) / 1000;

/** The five suites that took longest, as lines. */
export function longestSuites(suites) {
  return suites
    .toSorted((a, b) => seconds(b) - seconds(a))
    .slice(0, 5)
    .map((suite) => `${seconds(suite).toFixed(1).padStart(7)} s  ${relative(root, suite.testFilePath)}`);
}

/** How many tests ran that need what is named; in a suite where none ran, those that its source would register were not. */
export function conditionLine(name, suites, sourceOf = (file) => readFileSync(file, 'utf8')) {
  const mark = `[${name}]`;
  let ran = 0;
  let absent = 0;
  for (const suite of suites) {
    const here = suite.testResults.filter((test) => test.fullName.includes(mark) && ['passed', 'failed'].includes(test.status)).length;
    ran += here;
    if (here === 0) absent += sourceOf(suite.testFilePath).split(mark).length - 1;
  }
  if (ran === 0) return `${name}: absent, ${absent} tests not run`;
  return absent === 0 ? `${name}: ${ran} tests` : `${name}: ${ran} tests, ${absent} not run`;
}

/** A suite that could not even start counts as one failure. */
export function closingLine({ numPassedTests, numFailedTests, numRuntimeErrorTestSuites }) {
  return `${numPassedTests} passed, ${numFailedTests + numRuntimeErrorTestSuites} failed`;
}
