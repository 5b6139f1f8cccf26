import { Command } from 'commander';
import { SealchartError } from '@sealchart/protocol';
import type { ImportSummary, SealchartClient, UndoReport } from '@sealchart/sdk';
import type { ExitCode } from '../failure.ts';
import { EXIT } from '../failure.ts';
import { takeTurn } from '../profile/turn.ts';
import { amountOf, numberOf } from '../terminal/amount.ts';
import { oneLine } from '../terminal/escape.ts';
import { tableLines } from '../terminal/table.ts';
import { isConfirmed } from './confirmation.ts';
import type { CommandContext } from './context.ts';
import type { Execute } from './execute.ts';
import { COMMAND, examples } from './execute.ts';
import { syncFirst } from './sync-step.ts';
import { minuteOf } from './time-view.ts';

interface ImportsOptions {
  readonly undo?: string;
  readonly yes?: boolean;
}

/** Characters of an id that a reference must have. */
const REFERENCE_CHARACTERS = 6;

/** Kept elements that are named one by one. */
const NAMED = 20;

export function importsCommand(execute: Execute): Command {
  return new Command('imports')
    .description('list what was imported, and take an import back')
    .option('--undo <id>', 'erase what this import brought and nobody changed or shared since: its id, or the beginning of it')
    .option('--yes', 'do not ask')
    .addHelpText(
      'after',
      `\nTaking back is erasing, with all that "${COMMAND} erase --help" says. What was changed or shared since is listed and stays.`,
    )
    .addHelpText('after', examples('imports', 'imports --undo Xy12abcd'))
    .action((options: ImportsOptions, command: Command) => execute(command, (context) => imports(context, options)));
}

async function imports(context: CommandContext, options: ImportsOptions): Promise<ExitCode | void> {
  if (options.yes === true && options.undo === undefined) throw new SealchartError('E_USAGE', { detail: '--yes belongs to --undo' });
  const { client } = await context.open();
  await syncFirst(context, client);
  const all = await client.imports();
  if (options.undo !== undefined) return undo(context, client, resolveImport(options.undo, all), options.yes);
  await context.output.answer({ imports: all }, () =>
    all.length === 0
      ? ['Nothing was imported that is still there.']
      : [...importLines(context, all), '', `Take one back: ${COMMAND} imports --undo ${oneLine(all[0]?.importId ?? '')}`],
  );
}

function importLines({ output }: CommandContext, all: readonly ImportSummary[]): string[] {
  return tableLines(
    all,
    [
      { heading: 'ID', cell: ({ importId }) => oneLine(importId), max: 22, paint: output.style.bold },
      { heading: 'IMPORTED (UTC)', cell: ({ importedAt }) => minuteOf(importedAt), max: 16 },
      { heading: 'ELEMENTS', cell: ({ elements }) => numberOf(elements), max: 12 },
      { heading: 'UNCHANGED', cell: ({ unchanged }) => numberOf(unchanged), max: 12, spare: 1 },
    ],
    output.columns,
  );
}

/** The import whose id begins with the reference. `E_NOT_FOUND`, `E_USAGE` when it is too short or fits several. */
export function resolveImport(reference: string, all: readonly ImportSummary[]): ImportSummary {
  const found = all.filter(({ importId }) => importId.startsWith(reference));
  if (reference.length < REFERENCE_CHARACTERS || found.length > 1) {
    throw new SealchartError('E_USAGE', {
      detail: `"${reference}" does not name one import; give at least ${REFERENCE_CHARACTERS} characters of its id, as "imports" shows it`,
    });
  }
  const [only] = found;
  if (!only) throw new SealchartError('E_NOT_FOUND', { detail: `no import that is still there begins with ${reference}` });
  return only;
}

async function undo(
  context: CommandContext,
  client: SealchartClient,
  { importId, elements, unchanged, importedAt }: ImportSummary,
  isYes: boolean | undefined,
): Promise<ExitCode | void> {
  context.output.note(
    `You are about to take back the import of ${minuteOf(importedAt)} UTC: ${amountOf(elements, 'element')}, of which ${numberOf(unchanged)} ${unchanged === 1 ? 'was' : 'were'} not changed or shared since.`,
    'What was not changed or shared since is erased for good; nothing brings it back but importing the file again. The rest stays.',
    '',
  );
  if (!(await isConfirmed(context, 'Take it back?', isYes))) {
    context.output.note('Nothing was changed.');
    return;
  }
  // An import of the same file at the same time would go on with what is erased here.
  const endTurn = await takeTurn(context.profile, 'import', () =>
    context.output.note('An import into this profile is running; this waits for its end.'),
  );
  try {
    const report = await context.follow('Erasing', 'elements', (onProgress) => client.undoImport(importId, onProgress));
    await context.output.answer(report, () => undoLines(report));
    return report.kept.length === 0 ? EXIT.ok : EXIT.refused;
  } finally {
    endTurn();
  }
}

function undoLines({ erased, kept }: UndoReport): string[] {
  const more = kept.length - NAMED;
  return [
    `${amountOf(erased, 'element')} erased.`,
    ...(kept.length === 0 ? [] : [`${amountOf(kept.length, 'element')} left alone:`]),
    ...kept.slice(0, NAMED).map(({ elementId, title, reason }) => `  - ${elementId}  ${oneLine(title)}: ${oneLine(reason)}`),
    ...(more > 0 ? [`  and ${numberOf(more)} more; --json names all`] : []),
  ];
}
