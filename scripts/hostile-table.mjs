// The cases of the threat model, and what a run tried of each. Made from the names of tests: `H19, after pinning: a server that … is refused`.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { columns } from './columns.mjs';
import { root } from './project.mjs';

const CASE = /^([HU]\d\d)[,:]/;
const REFUSED = 'is refused';
const CONTROL = 'goes on where nothing is changed';
const WITHOUT = 'is not refused without its check';

export const readCases = () => JSON.parse(readFileSync(join(root, 'test/hostile/cases.json'), 'utf8'));

/** Lines of the table and the counts below it; none where no case was tried at all. */
export function hostileTable(suites, cases = readCases()) {
  const tried = countTried(suites);
  if (tried.size === 0) return [];
  const rows = cases.map((one) => [one.id, one.title, ...cellsOf(tried.get(one.id)), scopeOf(one, tried.get(one.id))]);
  const head = ['', 'attack', 'refused', 'controls', 'checks removed', 'tried'];
  return [...columns([head, ...rows]), '', ...totals(cases, tried)];
}

/** The same as figures, for a table that is kept: [[name, text]]. */
export function hostileFigures(suites, cases = readCases()) {
  const tried = countTried(suites);
  if (tried.size === 0) return [];
  const sum = (kind) => {
    const counts = [...tried.values()].map((all) => all[kind]);
    return `${counts.reduce((n, [done]) => n + done, 0)} of ${counts.reduce((n, [, all]) => n + all, 0)}`;
  };
  return [
    ...totals(cases, tried).map((words) => [words.slice(0, words.indexOf(':')), words.slice(words.indexOf(':') + 2)]),
    ['attacks left out, act done', sum('controls')],
    ['check taken out, attack through', sum('without')],
    ['attacks in the web client', inPages(suites)],
  ];
}

const playedIn = (suites) => suites.flatMap((suite) => suite.testResults).filter(({ status }) => ['passed', 'failed'].includes(status));

/** Those that were played in pages. */
function inPages(suites) {
  const tests = playedIn(suites).filter(
    ({ ancestorTitles, title }) => ancestorTitles.at(-1)?.endsWith('in the web client') && title === REFUSED,
  );
  const refused = tests.filter(({ status }) => status === 'passed');
  const ids = new Set(refused.map(({ ancestorTitles }) => CASE.exec(ancestorTitles.at(-1))?.[1]));
  return `${refused.length} of ${tests.length} refused, of ${ids.size} cases`;
}

/** What was tried of each case: Map of its id to { refused, controls, without }, each as [passed, all]. */
function countTried(suites) {
  const tried = new Map();
  for (const { ancestorTitles, title, status } of playedIn(suites)) {
    const id = [...ancestorTitles, title].map((name) => CASE.exec(name)?.[1]).find((found) => found !== undefined);
    if (id === undefined) continue;
    const kind = title === CONTROL ? 'controls' : title === WITHOUT ? 'without' : 'refused';
    const counts = tried.get(id) ?? { refused: [0, 0], controls: [0, 0], without: [0, 0] };
    counts[kind][1] += 1;
    if (status === 'passed') counts[kind][0] += 1;
    tried.set(id, counts);
  }
  return tried;
}

/** A case that is said to be tried and was not in this run says so. */
function scopeOf({ scope, waitsFor }, counts) {
  if (scope !== 'not yet' && !counts) return 'not in this run';
  return waitsFor === undefined ? scope : `${scope}: ${scope === 'part' ? 'the rest ' : ''}waits for ${waitsFor}`;
}

const cellsOf = (counts) =>
  counts ? [counts.refused, counts.controls, counts.without].map(([done, all]) => (all === 0 ? '' : `${done}/${all}`)) : ['', '', ''];

function totals(cases, tried) {
  const isRefused = ({ id }) => {
    const counts = tried.get(id);
    return counts !== undefined && Object.values(counts).every(([done, all]) => done === all);
  };
  return [
    ['H', 'hostile server'],
    ['U', 'hostile client'],
  ].map(([letter, name]) => {
    const own = cases.filter(({ id }) => id.startsWith(letter));
    const count = (scope) => own.filter((one) => one.scope === scope && isRefused(one)).length;
    const missed = own.filter((one) => one.scope !== 'not yet' && !isRefused(one)).map(({ id }) => id);
    const notYet = own.filter(({ scope }) => scope === 'not yet').length;
    const words = `${name}: ${own.length} cases, ${count('whole')} refused whole, ${count('part')} in part, ${notYet} not yet`;
    return missed.length === 0 ? words : `${words}; NOT refused or not in this run: ${missed.join(', ')}`;
  });
}
