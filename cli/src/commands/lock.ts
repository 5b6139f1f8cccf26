import { Command } from 'commander';
import type { CommandContext } from './context.ts';
import type { Execute } from './execute.ts';
import { examples } from './execute.ts';

export function lockCommand(execute: Execute): Command {
  return new Command('lock')
    .description('forget the key of the account now')
    .addHelpText('after', examples('lock'))
    .action((_options: unknown, command: Command) => execute(command, lock));
}

async function lock(context: CommandContext): Promise<void> {
  const wasUnlocked = await context.agent.lock();
  const { name } = context.profile;
  await context.output.answer({ profile: name, state: 'locked', wasUnlocked }, () => [
    wasUnlocked ? `Profile ${name} is locked.` : `Profile ${name} was not unlocked; nothing to forget.`,
  ]);
}
