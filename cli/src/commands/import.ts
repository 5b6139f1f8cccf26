import { Command, Option } from 'commander';
import type { ErrorCode } from '@sealchart/protocol';
import { SealchartError } from '@sealchart/protocol';
import type { ChangedEntry, ImportOptions, ImportReport, SealchartClient } from '@sealchart/sdk';
import type { ExitCode } from '../failure.ts';
import { EXIT, exitCodeOf, failureOf, tellFailure, worstExitCode } from '../failure.ts';
import { amountOf } from '../terminal/amount.ts';
import { oneLine } from '../terminal/escape.ts';
import { takeTurn } from '../profile/turn.ts';
import type { CommandContext } from './context.ts';
import type { Execute } from './execute.ts';
import { COMMAND, examples } from './execute.ts';
import { reportJson, reportLines, titleLines } from './import-view.ts';

interface ImportCommandOptions {
  readonly dryRun?: boolean;
  readonly identical?: NonNullable<ImportOptions['identical']>;
  readonly changed?: NonNullable<ImportOptions['changed']>;
}

/** What came of one file. */
type FileReport = { readonly file: string } & ({ readonly report: ImportReport } | { readonly error: SealchartError });

const CHANGED = ['skip', 'update', 'add'] as const;

export function importCommand(execute: Execute): Command {
  return new Command('import')
    .description('bring FHIR R4 files into your record: bundles, single resources or NDJSON')
    .argument('<files...>', 'one after the other')
    .option('--dry-run', 'only read the files and say what would come in; nothing is sent')
    .addOption(
      new Option(
        '--changed <act>',
        'entries whose id is there with other content: skip, update (a new version) or add (a second element); default: you are asked, else skip',
      ).choices(CHANGED),
    )
    .addOption(
      new Option('--identical <act>', 'entries that are there already exactly so: skip, or add them a second time; default: skip').choices([
        'skip',
        'add',
      ]),
    )
    .addHelpText(
      'after',
      `\nEvery resource becomes one sealed element. Entries that are no FHIR R4 are named and left out (exit code 1).\nAn interrupted import goes on where it stopped when the same command runs again; nothing comes in twice.\n"${COMMAND} imports" lists them, and takes one back.`,
    )
    .addHelpText(
      'after',
      examples('import my-record.json --dry-run', 'import my-record.json labs.ndjson', 'import newer-record.json --changed update'),
    )
    .action((files: string[], options: ImportCommandOptions, command: Command) =>
      execute(command, (context) => importFiles(context, files, options)),
    );
}

async function importFiles(context: CommandContext, files: readonly string[], options: ImportCommandOptions): Promise<ExitCode> {
  if (files.includes('-'))
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
    const [only] = files;
    if (only !== undefined && files.length === 1) {
      const report = await importFile(context, client, only, options);
      await context.output.answer(reportJson(report, isDryRun), () => reportLines(report, isDryRun, context.output));
      return exitOf([{ file: only, report }]);
    }
    const reports = await importEach(context, client, files, options);
    await answerReports(context, reports, isDryRun);
    return exitOf(reports);
  } finally {
    endTurn?.();
    forget();
  }
}

/** A file that cannot be read stops nothing but itself; without server or login the others would fail as well. */
async function importEach(
  context: CommandContext,
  client: SealchartClient,
  files: readonly string[],
  options: ImportCommandOptions,
): Promise<FileReport[]> {
  const reports: FileReport[] = [];
  for (const [i, file] of files.entries()) {
    context.output.note(`File ${i + 1} of ${files.length}: ${oneLine(file)}`);
    try {
      reports.push({ file, report: await importFile(context, client, file, options) });
    } catch (error) {
      if (!(error instanceof SealchartError)) throw error;
      reports.push({ file, error });
      const exit = exitCodeOf(error.code);
      if (exit !== EXIT.refused && exit !== EXIT.usage) break;
    }
  }
  return reports;
}

async function importFile(
  context: CommandContext,
  client: SealchartClient,
  file: string,
  { dryRun = false, identical = 'skip', changed }: ImportCommandOptions,
): Promise<ImportReport> {
  const run = (label: string, options: ImportOptions): Promise<ImportReport> =>
    context.follow(label, 'entries', (onProgress) => client.importFhir(context.host.openFile(file), { ...options, identical, onProgress }));
  if (dryRun) return run('Reading', { dryRun });
  // Only where somebody can answer is the file looked at first.
  const asks = changed === undefined && context.prompts.isInteractive && !context.output.isJson;
  const found = asks ? (await run('Reading', { dryRun: true })).changed : [];
  return run('Importing', { changed: changed ?? (await askChanged(context, found)) });
}

/** Once for a file: what shall become of entries that are there with other content. */
async function askChanged(context: CommandContext, found: readonly ChangedEntry[]): Promise<NonNullable<ImportOptions['changed']>> {
  if (found.length === 0) return 'skip';
  context.output.note(
    `${amountOf(found.length, 'entry', 'entries')} of this file ${found.length === 1 ? 'is' : 'are'} in your record with other content:`,
    ...titleLines(found),
    'update makes a new version of each, skip leaves them out, add puts them beside what is there.',
  );
  for (;;) {
    const typed = (await context.prompts.text('update, skip or add? (Enter skips)')).trim().toLowerCase();
    const choice = typed === '' ? 'skip' : CHANGED.find((act) => act === typed);
    if (choice !== undefined) return choice;
    context.output.note('Type update, skip or add.');
  }
}

async function answerReports(context: CommandContext, reports: readonly FileReport[], isDryRun: boolean): Promise<void> {
  const json = reports.map((item) =>
    'report' in item ? { file: item.file, ...reportJson(item.report, isDryRun) } : { file: item.file, error: failureOf(item.error) },
  );
  await context.output.answer({ files: json }, () =>
    reports.flatMap((item, i) => [
      ...(i === 0 ? [] : ['']),
      context.output.style.bold(oneLine(item.file)),
      ...('report' in item ? reportLines(item.report, isDryRun, context.output) : ['Not imported; the reason is told below.']),
    ]),
  );
  for (const item of reports) {
    if (!('error' in item)) continue;
    context.output.note('', `${oneLine(item.file)}:`);
    tellFailure(item.error, context.output, context.host.environment.isDebug);
  }
}

function exitOf(reports: readonly FileReport[]): ExitCode {
  const codes: ErrorCode[] = reports.flatMap((item) => ('error' in item ? [item.error.code] : []));
  const isPartial = reports.some((item) => 'report' in item && isIncomplete(item.report));
  const worst = worstExitCode(codes);
  return worst === EXIT.ok && isPartial ? EXIT.refused : worst;
}

function isIncomplete({ problemCount, changed }: ImportReport): boolean {
  return problemCount > 0 || changed.some(({ done }) => done === 'refused');
}
