import { Command } from 'commander';
import { SealchartError } from '@sealchart/protocol';
import type { OwnAccount, SealchartClient } from '@sealchart/sdk';
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
  readonly passwordChanged?: boolean;
}

export function loginCommand(execute: Execute): Command {
  return new Command('login')
    .description('set up this device for an account, or renew a session that has ended')
    .argument('[e-mail]', 'address of the account; asked for when left out')
    .option('--server <address>', `where the account lives (default: ${DEFAULT_SERVER})`)
    .option('--device <name>', 'what this device is listed under (default: its host name)')
    .option('--password-changed', 'you changed the password on another device: other password settings than this device has seen are right')
    .addHelpText('after', `\nPassword forgotten? "${COMMAND} recover" gets you back in with your recovery kit.`)
    .addHelpText('after', examples('login ada@example.org --server https://health.example.org', 'login ada@example.org --profile clinic'))
    .action((identifier: string | undefined, options: LoginOptions, command: Command) =>
      execute(command, (context) => login(context, identifier, options)),
    );
}

async function login(context: CommandContext, typed: string | undefined, options: LoginOptions): Promise<void> {
  const client = await clientAt(context, options.server);
  const identifier = await askIdentifier(context, typed);
  const password = await askPassword(context, { advice: 'give --password-fd' });
  const credentials = { identifier, password, device: deviceOf(context, options.device) };
  const account = await loginKnowing(context, client, credentials, options.passwordChanged === true);
  await context.renewAgent(client);
  await context.output.answer(accountJson(account, context.profile.name), () => [
    'You are logged in.',
    '',
    ...accountLines(account, context.profile.name, context.output.style),
    '',
    `Next: ${COMMAND} list`,
  ]);
}

/**
 * Logs in; where the server sends other password settings than this device has seen, only the person knows whether that
 * is right, and is asked before the password is used.
 */
async function loginKnowing(
  context: CommandContext,
  client: SealchartClient,
  credentials: Parameters<SealchartClient['login']>[0],
  isPasswordChanged: boolean,
): Promise<OwnAccount> {
  if (isPasswordChanged) return client.login({ ...credentials, isPasswordChanged });
  try {
    return await client.login(credentials);
  } catch (error) {
    if (!(error instanceof SealchartError) || error.code !== 'E_SALT') throw error;
    if (!context.prompts.isInteractive || context.output.isJson) throw error;
    context.output.note('The server sent other password settings than this device has seen. Your password was not used yet.');
    if (!(await context.prompts.confirm('Did you change the password on another device, or with your recovery kit?'))) throw error;
    return client.login({ ...credentials, isPasswordChanged: true });
  }
}
