import { Command } from 'commander';
import { readSettings } from '../profile/settings.ts';
import { SealchartError } from '@sealchart/protocol';
import { durationOf } from '../terminal/amount.ts';
import { oneLine } from '../terminal/escape.ts';
import type { CommandContext } from './context.ts';
import type { Execute } from './execute.ts';
import { examples } from './execute.ts';
import type { RecoveryState } from './way-view.ts';
import { recoveryLines, recoveryState } from './way-view.ts';

export function statusCommand(execute: Execute): Command {
  return new Command('status')
    .description('show profile, server and whether the account is locked; needs neither password nor server')
    .addHelpText('after', examples('status', 'status --json'))
    .action((_options: unknown, command: Command) => execute(command, status));
}

async function status(context: CommandContext): Promise<void> {
  const { name, directory } = context.profile;
  const server = (await readSettings(context.profile))?.server;
  const remainingMs = await context.agent.remaining();
  const kept = server === undefined ? 'empty' : await (await context.client()).state();
  const state = kept === 'locked' && remainingMs !== undefined ? 'unlocked' : kept;
  const recovery = state === 'unlocked' ? await recoveryOf(context) : undefined;
  await context.output.answer(
    {
      profile: name,
      directory,
      server: server ?? null,
      state,
      lockedInSeconds: remainingMs === undefined ? null : Math.ceil(remainingMs / 1_000),
      hasRecoveryKit: recovery?.hasRecoveryKit ?? null,
      unconfirmedWays: recovery?.unconfirmedWays ?? null,
    },
    () => [
      `profile  ${name} (${oneLine(directory)})`,
      `server   ${server === undefined ? 'none yet' : oneLine(server)}`,
      `account  ${{ empty: 'none yet: register or log in', locked: 'locked', unlocked: `unlocked; locks in ${durationOf(remainingMs ?? 0)} without a command` }[state]}`,
      ...(recovery ? recoveryLines(recovery, context.output.style, 9) : []),
    ],
  );
}

/** What is known without password and server; undefined where the account cannot be opened, which other commands tell. */
async function recoveryOf(context: CommandContext): Promise<RecoveryState | undefined> {
  try {
    const opened = await context.openIfUnlocked();
    return opened && recoveryState(await opened.client.waysIn());
  } catch (error) {
    if (error instanceof SealchartError) return undefined;
    throw error;
  }
}
