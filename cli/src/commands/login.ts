import { Command } from 'commander';
import { accountJson, accountLines } from './account-view.ts';
import type { CommandContext } from './context.ts';
import type { Execute } from './execute.ts';
import { COMMAND, examples } from './execute.ts';
import { askPassword } from './password.ts';
import { askIdentifier, deviceOf } from './register.ts';
import { DEFAULT_SERVER, clientAt } from './server-choice.ts';

interface LoginOptions {
  readonly server?: string;
  readonly device?: string;
}

export function loginCommand(execute: Execute): Command {
  return new Command('login')
    .description('set up this device for an account, or renew a session that has ended')
    .argument('[e-mail]', 'address of the account; asked for when left out')
    .option('--server <address>', `where the account lives (default: ${DEFAULT_SERVER})`)
    .option('--device <name>', 'what this device is listed under (default: its host name)')
    .addHelpText('after', examples('login ada@example.org --server https://health.example.org', 'login ada@example.org --profile clinic'))
    .action((identifier: string | undefined, options: LoginOptions, command: Command) =>
      execute(command, (context) => login(context, identifier, options)),
    );
}

async function login(context: CommandContext, typed: string | undefined, options: LoginOptions): Promise<void> {
  const client = await clientAt(context, options.server);
  const identifier = await askIdentifier(context, typed);
  const password = await askPassword(context, 'give --password-fd');
  const account = await client.login({ identifier, password, device: deviceOf(context, options.device) });
  await context.output.answer(accountJson(account, context.profile.name), () => [
    'You are logged in.',
    '',
    ...accountLines(account, context.profile.name, context.output.style),
    '',
    `Next: ${COMMAND} list`,
  ]);
}
