import { Command } from 'commander';
import { readSettings } from '../profile/settings.ts';
import { SealchartError } from '@sealchart/protocol';
import type { SealchartClient, Usage } from '@sealchart/sdk';
import { durationOf, numberOf, sizeOf } from '../terminal/amount.ts';
import { oneLine } from '../terminal/escape.ts';
import type { Style } from '../terminal/style.ts';
import type { CommandContext } from './context.ts';
import type { Execute } from './execute.ts';
import { COMMAND, examples } from './execute.ts';
import type { RecoveryState } from './way-view.ts';
import { recoveryLines, recoveryState } from './way-view.ts';

/** Columns in front of each value. */
const LABEL_COLUMNS = 9;

/** From this part of a limit on it is told in colour. */
const NEARLY_FULL = 0.9;

export function statusCommand(execute: Execute): Command {
  return new Command('status')
    .description('show profile, server, whether the account is locked, and what it holds; works without password and server')
    .addHelpText('after', '\nWhile unlocked it also shows how much room your record takes, where the server tells, and edits that wait.')
    .addHelpText('after', examples('status', 'status --json'))
    .action((_options: unknown, command: Command) => execute(command, status));
}

async function status(context: CommandContext): Promise<void> {
  const { name, directory } = context.profile;
  const server = (await readSettings(context.profile))?.server;
  const remainingMs = await context.agent.remaining();
  const kept = server === undefined ? 'empty' : await (await context.client()).state();
  const state = kept === 'locked' && remainingMs !== undefined ? 'unlocked' : kept;
  const inside = state === 'unlocked' ? await insideOf(context) : undefined;
  const { style } = context.output;
  await context.output.answer(
    {
      profile: name,
      directory,
      server: server ?? null,
      state,
      lockedInSeconds: remainingMs === undefined ? null : Math.ceil(remainingMs / 1_000),
      hasRecoveryKit: inside?.recovery.hasRecoveryKit ?? null,
      unconfirmedWays: inside?.recovery.unconfirmedWays ?? null,
      usage: inside?.usage ?? null,
      waitingEdits: inside?.waiting ?? null,
      conflicts: inside?.conflicts ?? null,
    },
    () => [
      `profile  ${name} (${oneLine(directory)})`,
      `server   ${server === undefined ? 'none yet' : oneLine(server)}`,
      `account  ${{ empty: 'none yet: register or log in', locked: 'locked', unlocked: `unlocked; locks in ${durationOf(remainingMs ?? 0)} without a command` }[state]}`,
      ...(inside
        ? [
            ...recoveryLines(inside.recovery, style, LABEL_COLUMNS),
            `${'room'.padEnd(LABEL_COLUMNS)}${roomWords(inside.usage, style)}`,
            ...editsLine(inside, style),
          ]
        : []),
    ],
  );
}

/** What only an account that is open tells. */
interface Inside {
  readonly recovery: RecoveryState;
  /** Undefined where the server did not say. */
  readonly usage: Usage | undefined;
  readonly waiting: number;
  readonly conflicts: number;
}

/** Undefined where the account cannot be opened, which other commands tell. */
async function insideOf(context: CommandContext): Promise<Inside | undefined> {
  try {
    const opened = await context.openIfUnlocked();
    if (!opened) return undefined;
    const { client } = opened;
    const edits = await client.waiting();
    const conflicts = edits.filter(({ state }) => state === 'conflict').length;
    return {
      recovery: recoveryState(await client.waysIn()),
      usage: await usageOf(client),
      waiting: edits.length - conflicts,
      conflicts,
    };
  } catch (error) {
    if (error instanceof SealchartError) return undefined;
    throw error;
  }
}

async function usageOf(client: SealchartClient): Promise<Usage | undefined> {
  try {
    return await client.usage();
  } catch (error) {
    if (error instanceof SealchartError) return undefined;
    throw error;
  }
}

function roomWords(usage: Usage | undefined, style: Style): string {
  if (!usage) return 'not known: the server could not be asked';
  const { elements, bytes, elementLimit, byteLimit } = usage;
  const words = `${numberOf(elements)} of ${numberOf(elementLimit)} elements, ${sizeOf(bytes)} of ${sizeOf(byteLimit)}`;
  if (elements >= elementLimit || bytes >= byteLimit) return style.bad(`${words}: full`);
  return elements >= elementLimit * NEARLY_FULL || bytes >= byteLimit * NEARLY_FULL ? style.warn(`${words}: nearly full`) : words;
}

function editsLine({ waiting, conflicts }: Inside, style: Style): string[] {
  if (waiting + conflicts === 0) return [];
  const parts = [...(waiting === 0 ? [] : [`${waiting} waiting`]), ...(conflicts === 0 ? [] : [`${conflicts} in conflict`])];
  return [`${'edits'.padEnd(LABEL_COLUMNS)}${style.warn(parts.join(', '))}: ${COMMAND} conflicts`];
}
