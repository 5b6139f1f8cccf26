import { Command } from 'commander';
import type { ImportReport } from '@sealchart/sdk';
import { SealchartError } from '@sealchart/protocol';
import type { ExitCode } from '../failure.ts';
import { EXIT } from '../failure.ts';
import { amountOf, numberOf } from '../terminal/amount.ts';
import { oneLine } from '../terminal/escape.ts';
import { takeTurn } from '../profile/turn.ts';
import { tableLines } from '../terminal/table.ts';
import type { CommandContext } from './context.ts';
import type { Execute } from './execute.ts';
import { examples } from './execute.ts';

interface ImportOptions {
  readonly dryRun?: boolean;
  readonly again?: boolean;
}

/** Problems that the report names one by one. */
const NAMED = 20;

export function importCommand(execute: Execute): Command {
  return new Command('import')
    .description('bring a FHIR R4 file into your record: a bundle or a single resource, as JSON')
    .argument('<file>')
    .option('--dry-run', 'only read the file and say what would come in; nothing is sent')
    .option('--again', 'import a file once more that was imported before; everything is then there twice')
    .addHelpText(
      'after',
      '\nEvery resource becomes one sealed element. Entries that are no FHIR R4 are named and left out (exit code 1).\nAn interrupted import goes on where it stopped when the same command runs again; nothing comes in twice.',
    )
    .addHelpText('after', examples('import my-record.json --dry-run', 'import my-record.json'))
    .action((file: string, options: ImportOptions, command: Command) => execute(command, (context) => importFile(context, file, options)));
}

async function importFile(context: CommandContext, file: string, options: ImportOptions): Promise<ExitCode> {
  if (file === '-')
    throw new SealchartError('E_USAGE', { detail: 'an import reads the file twice, which standard input cannot: name a file' });
  const isDryRun = options.dryRun === true;
  const { client } = await context.open();
  const endTurn = isDryRun
    ? undefined
    : await takeTurn(context.profile, 'import', () =>
        context.output.note('Another import into this profile is running; this one waits for its end.'),
      );
  const forget = context.host.beforeInterrupt(() =>
    context.output.failure(
      '',
      isDryRun ? 'Stopped.' : 'Stopped. What was confirmed is safe; run the same command again and it goes on where it stopped.',
    ),
  );
  try {
    const report = await context.follow(isDryRun ? 'Reading' : 'Importing', 'entries', (onProgress) =>
      client.importFhir(context.host.openFile(file), { dryRun: isDryRun, identical: options.again === true ? 'add' : 'skip', onProgress }),
    );
    await context.output.answer(reportJson(report, isDryRun), () => reportLines(context, report, isDryRun));
    return report.problemCount === 0 ? EXIT.ok : EXIT.refused;
  } finally {
    endTurn?.();
    forget();
  }
}

function reportJson(report: ImportReport, isDryRun: boolean): Record<string, unknown> {
  const { importId, fileHash, total, imported, byType, problems, problemCount, resumed } = report;
  return { dryRun: isDryRun, importId, fileHash, total, imported, byType, problems, problemCount, resumed };
}

function reportLines(context: CommandContext, report: ImportReport, isDryRun: boolean): string[] {
  const { output } = context;
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
    ...(report.problemCount === 0
      ? []
      : ['', output.style.warn(`${amountOf(report.problemCount, 'problem')}; these entries are left out, the file itself is unchanged:`)]),
    ...report.problems
      .slice(0, NAMED)
      .map((problem) => `  - ${oneLine(problem.path === '' ? 'the resource' : problem.path)}: ${oneLine(problem.message)}`),
    ...(report.problemCount > NAMED
      ? [
          `  and ${numberOf(report.problemCount - NAMED)} more; --json names ${report.problemCount === report.problems.length ? 'all' : 'the first ' + numberOf(report.problems.length)}`,
        ]
      : []),
  ];
}
