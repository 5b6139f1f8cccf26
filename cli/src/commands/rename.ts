import { Command } from 'commander';
import { oneLine } from '../terminal/escape.ts';
import { accountJson } from './account-view.ts';
import type { CommandContext } from './context.ts';
import type { Execute } from './execute.ts';
import { examples } from './execute.ts';

export function renameCommand(execute: Execute): Command {
  return new Command('rename')
    .description('change your name; your keys and e-mail address stay')
    .argument('<name>', 'the name that others are to see')
    .addHelpText('after', '\nThe name is signed with your key: who has verified it goes on knowing that it is yours.')
    .addHelpText('after', examples('rename "Ada Moss-Hill"'))
    .action((name: string, _options: unknown, command: Command) => execute(command, (context) => rename(context, name)));
}

async function rename(context: CommandContext, name: string): Promise<void> {
  const { client } = await context.open();
  const account = await client.changeName(name);
  await context.output.answer(accountJson(account, context.profile.name), () => [
    `Your name is ${oneLine(account.name)} now. Others see it when they look next; your key is the same.`,
  ]);
}
