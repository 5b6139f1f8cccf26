import type { ChangedEntry, ImportReport } from '@sealchart/sdk';
import { amountOf, numberOf } from '../terminal/amount.ts';
import { oneLine } from '../terminal/escape.ts';
import type { Output } from '../terminal/output.ts';
import { tableLines } from '../terminal/table.ts';

/** Problems and changed entries that a report names one by one. */
const NAMED = 20;

/** A report in answers of `--json`. */
export function reportJson(report: ImportReport, isDryRun: boolean): Record<string, unknown> {
  const { importId, fileHash, total, imported, byType, identical, changed, updated, provenance, problems, problemCount, resumed } = report;
  return {
    dryRun: isDryRun,
    importId,
    fileHash,
    total,
    imported,
    byType,
    identical,
    changed,
    updated,
    provenance,
    problems,
    problemCount,
    resumed,
  };
}

/** What an import did, or a dry run would do. */
export function reportLines(report: ImportReport, isDryRun: boolean, output: Output): string[] {
  const rows = Object.entries(report.byType).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const importable = rows.reduce((sum, [, count]) => sum + count, 0);
  const done = isDryRun
    ? `${amountOf(importable, 'entry', 'entries')} of ${numberOf(report.total)} can be imported. Nothing was sent.`
    : `${amountOf(report.imported, 'entry', 'entries')} of ${numberOf(report.total)} imported${report.resumed ? ', an interrupted import taken up again' : ''}.`;
  return [
    done,
    ...(rows.length === 0
      ? []
      : tableLines(
          rows,
          [
            { heading: '  TYPE', cell: ([type]) => `  ${oneLine(type)}` },
            { heading: 'COUNT', cell: ([, count]) => numberOf(count), max: 12 },
          ],
          output.columns,
        )),
    ...(report.identical === 0 ? [] : [`${amountOf(report.identical, 'entry', 'entries')} there already exactly so: skipped.`]),
    ...changedLines(report.changed, isDryRun),
    ...(report.provenance === 0
      ? []
      : [`${amountOf(report.provenance, 'entry', 'entries')} that an export of Sealchart added about its elements: not imported.`]),
    ...problemLines(report, output),
  ];
}

const DONE: Readonly<Record<ChangedEntry['done'], string>> = {
  updated: 'made a new version of what is there',
  added: 'added beside what is there',
  nothing: 'skipped: there with other content',
  refused: 'REFUSED: there with other content, and the new version was not taken',
};

/** Entries whose id is in the record with other content, by what became of them. */
export function changedLines(changed: readonly ChangedEntry[], isDryRun: boolean): string[] {
  if (isDryRun && changed.length > 0) {
    return [
      `${amountOf(changed.length, 'entry', 'entries')} there with other content (--changed says what to do):`,
      ...titleLines(changed),
    ];
  }
  return Object.entries(DONE).flatMap(([done, words]) => {
    const found = changed.filter((entry) => entry.done === done);
    return found.length === 0 ? [] : [`${amountOf(found.length, 'entry', 'entries')} ${words}:`, ...titleLines(found)];
  });
}

/** Titles of changed entries, the first of them. */
export function titleLines(changed: readonly ChangedEntry[]): string[] {
  const more = changed.length - NAMED;
  return [
    ...changed.slice(0, NAMED).map(({ title, resourceType }) => `  - ${oneLine(title)} (${oneLine(resourceType)})`),
    ...(more > 0 ? [`  and ${numberOf(more)} more; --json names all`] : []),
  ];
}

function problemLines({ problems, problemCount }: ImportReport, { style }: Output): string[] {
  if (problemCount === 0) return [];
  const more = problemCount - NAMED;
  return [
    '',
    style.warn(`${amountOf(problemCount, 'problem')}; these entries are left out, the file itself is unchanged:`),
    ...problems
      .slice(0, NAMED)
      .map((problem) => `  - ${oneLine(problem.path === '' ? 'the resource' : problem.path)}: ${oneLine(problem.message)}`),
    ...(more > 0
      ? [
          `  and ${numberOf(more)} more; --json names ${problemCount === problems.length ? 'all' : 'the first ' + numberOf(problems.length)}`,
        ]
      : []),
  ];
}
