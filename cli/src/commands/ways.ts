import { Command } from 'commander';
import { SealchartError } from '@sealchart/protocol';
import type { SealchartClient, WayIn } from '@sealchart/sdk';
import { EXIT, exitCodeOf, failureOf } from '../failure.ts';
import { tableLines } from '../terminal/table.ts';
import type { CommandContext } from './context.ts';
import type { Execute } from './execute.ts';
import { COMMAND, examples } from './execute.ts';
import { isConfirmed } from './confirmation.ts';
import { syncFirst } from './sync-step.ts';
import { kindWords, recoveryState, stateOfWay, wayJson, wayWords } from './way-view.ts';

interface WaysOptions {
  readonly confirm?: string;
  readonly confirmAll?: boolean;
  readonly yes?: boolean;
}

/** Characters behind the prefix that a reference must have. */
const REFERENCE_CHARACTERS = 3;
const PREFIX = 'slt_';

export function waysCommand(execute: Execute): Command {
  return new Command('ways')
    .description('list every way into your account, and confirm those that you made on another device')
    .option('--confirm <way>', 'I made this way in elsewhere: its id, or the beginning of it')
    .option('--confirm-all', 'I made all of them elsewhere')
    .option('--yes', 'do not ask')
    .addHelpText(
      'after',
      `\nA way in that was added or changed elsewhere is not confirmed on this device, and until it is no keys are changed here.\nConfirm only what you made yourself. If you did not make it, run "${COMMAND} secure": it drops every way that is not yours.`,
    )
    .addHelpText('after', examples('ways', 'ways --confirm slt_Xy12ab', 'ways --confirm-all'))
    .action((options: WaysOptions, command: Command) => execute(command, (context) => ways(context, options)));
}

async function ways(context: CommandContext, options: WaysOptions): Promise<void> {
  if (options.confirm !== undefined && options.confirmAll === true) {
    throw new SealchartError('E_USAGE', { detail: 'give either --confirm or --confirm-all' });
  }
  const { client } = await context.open();
  await lookFirst(context, client);
  const all = await client.waysIn();
  const chosen = chosenOf(all, options);
  if (chosen.length > 0) {
    context.output.note('You say that you made these ways into your account yourself:', ...chosen.map((way) => `  - ${wayWords(way)}`), '');
    if (!(await isConfirmed(context, 'Did you make them yourself?', options.yes))) {
      context.output.note(`Nothing was changed. If somebody else made them: ${COMMAND} secure`);
      return;
    }
  }
  const confirmed = chosen.map(({ slotId }) => slotId);
  const now = confirmed.length === 0 ? all : await client.confirmWaysIn(confirmed);
  const asks = options.confirm !== undefined || options.confirmAll === true;
  await context.output.answer({ ways: now.map(wayJson), ...(asks ? { confirmed } : {}) }, () => waysLines(context, now));
}

/** A way in that was added elsewhere is what one looks for here: where the server does not tell, that is said. */
export async function lookFirst(context: CommandContext, client: Pick<SealchartClient, 'sync'>): Promise<void> {
  try {
    await syncFirst(context, client);
  } catch (error) {
    if (!(error instanceof SealchartError) || exitCodeOf(error.code) === EXIT.security) throw error;
    const { code, title, todo } = failureOf(error);
    context.output.note(
      `The server did not tell its newest state (${code}). ${title} ${todo}`,
      'What follows is what this device knew last; it may be out of date.',
      '',
    );
  }
}

function chosenOf(all: readonly WayIn[], { confirm, confirmAll }: WaysOptions): WayIn[] {
  if (confirmAll === true) return all.filter((way) => !way.isConfirmed);
  if (confirm === undefined) return [];
  const start = confirm.startsWith(PREFIX) ? confirm : PREFIX + confirm;
  const found = all.filter(({ slotId }) => slotId.startsWith(start));
  const [only] = found;
  if (start.length < PREFIX.length + REFERENCE_CHARACTERS || found.length > 1) {
    throw new SealchartError('E_USAGE', { detail: `"${confirm}" does not name one way in; give more of its id` });
  }
  if (!only) throw new SealchartError('E_NOT_FOUND', { detail: `no way in begins with ${start}` });
  return [only];
}

function waysLines(context: CommandContext, all: readonly WayIn[]): string[] {
  const { style, columns } = context.output;
  const unknown = all.filter((way) => !way.isConfirmed);
  return [
    ...tableLines(
      all,
      [
        { heading: 'WAY IN', cell: ({ kind }) => kindWords(kind), max: 20 },
        {
          heading: 'STATE',
          cell: stateOfWay,
          max: 13,
          paint: (text, way) => (way.isConfirmed && way.isUnseen !== true ? style.good(text) : style.bad(text)),
        },
        { heading: 'ID', cell: ({ slotId }) => slotId },
      ],
      columns,
    ),
    ...(unknown.length === 0
      ? []
      : ['', `Did you make what is not confirmed? Then: ${COMMAND} ways --confirm-all`, `If not:    ${COMMAND} secure`]),
    ...(recoveryState(all).hasRecoveryKit
      ? []
      : ['', `There is no recovery kit whose words you have. Make one: ${COMMAND} kit --pdf recovery-kit.pdf`]),
  ];
}
