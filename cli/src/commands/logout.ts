import { Command } from 'commander';
import { removeProfile } from '../profile/profile.ts';
import type { CommandContext } from './context.ts';
import type { Execute } from './execute.ts';
import { examples } from './execute.ts';

interface LogoutOptions {
  readonly deviceOnly?: boolean;
}

export function logoutCommand(execute: Execute): Command {
  return new Command('logout')
    .description('end the session at the server and remove the account from this device')
    .option('--device-only', 'only remove it from this device: works without password and server; the session ends by itself')
    .addHelpText('after', '\nNothing is deleted at the server: log in again to have everything back.')
    .addHelpText('after', examples('logout', 'logout --device-only'))
    .action((options: LogoutOptions, command: Command) => execute(command, (context) => logout(context, options)));
}

async function logout(context: CommandContext, options: LogoutOptions): Promise<void> {
  if (options.deviceOnly !== true) {
    const { client } = await context.open();
    await client.logout();
  }
  await context.close();
  await context.agent.lock();
  await removeProfile(context.profile);
  await context.output.answer({ profile: context.profile.name, loggedOut: true }, () => [
    `Profile ${context.profile.name} is removed from this device. What the server keeps is untouched.`,
  ]);
}
