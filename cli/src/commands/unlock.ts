import { Command } from 'commander';
import { IDLE_LOCK_MINUTES } from '@sealchart/protocol';
import type { CommandContext } from './context.ts';
import type { Execute } from './execute.ts';
import { COMMAND, examples } from './execute.ts';

export function unlockCommand(execute: Execute): Command {
  return new Command('unlock')
    .description(`keep the account open for later commands, until lock or ${IDLE_LOCK_MINUTES} idle minutes`)
    .addHelpText(
      'after',
      '\nThe key is kept in the memory of a process of yours, which answers on a socket that only you can use.\nNo command needs it: without it each asks for the password.',
    )
    .addHelpText('after', examples('unlock', `printf '%s\\n' "$PASSWORD" | ${COMMAND} unlock --password-fd 0`))
    .action((_options: unknown, command: Command) => execute(command, unlock));
}

async function unlock(context: CommandContext): Promise<void> {
  const { client, account } = await context.open();
  if ((await context.agent.remaining()) === undefined) {
    const key = client.accountKey();
    try {
      await context.agent.start(key);
    } finally {
      key.fill(0);
    }
  }
  const { name } = context.profile;
  await context.output.answer({ profile: name, accountId: account.accountId, state: 'unlocked', idleMinutes: IDLE_LOCK_MINUTES }, () => [
    `Profile ${name} is unlocked until "lock", or ${IDLE_LOCK_MINUTES} minutes after the last command.`,
  ]);
}
