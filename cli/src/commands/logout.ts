import { Command } from 'commander';
import { SealchartError } from '@sealchart/protocol';
import type { SealchartClient } from '@sealchart/sdk';
import { removeProfile } from '../profile/profile.ts';
import { amountOf } from '../terminal/amount.ts';
import type { CommandContext } from './context.ts';
import type { Execute } from './execute.ts';
import { COMMAND, examples } from './execute.ts';
import { syncIfReachable } from './sync-step.ts';

interface LogoutOptions {
  readonly deviceOnly?: boolean;
  readonly force?: boolean;
}

export function logoutCommand(execute: Execute): Command {
  return new Command('logout')
    .description('end the session at the server and remove the account from this device')
    .option('--device-only', 'only remove it from this device: works without password and server; the session ends by itself')
    .option('--force', 'also when edits wait on this device that the server does not have: they are lost')
    .addHelpText(
      'after',
      '\nNothing is deleted at the server: log in again to have everything back, but what waited here and was never sent. Without\n--force such edits are sent first, and where that fails nothing happens. --device-only does not look.',
    )
    .addHelpText('after', examples('logout', 'logout --device-only'))
    .action((options: LogoutOptions, command: Command) => execute(command, (context) => logout(context, options)));
}

async function logout(context: CommandContext, options: LogoutOptions): Promise<void> {
  if (options.deviceOnly !== true) {
    const { client } = await context.open();
    if (options.force !== true) await sendWhatWaits(context, client);
    await client.logout();
  }
  await context.close();
  await context.agent.lock();
  await removeProfile(context.profile);
  await context.output.answer({ profile: context.profile.name, loggedOut: true }, () => [
    `Profile ${context.profile.name} is removed from this device. What the server keeps is untouched.`,
  ]);
}

/** What waits lies on this device and nowhere else: it goes to the server, or the account stays. `E_USAGE`. */
async function sendWhatWaits(context: CommandContext, client: SealchartClient): Promise<void> {
  if ((await client.waiting()).length === 0) return;
  await syncIfReachable(context, client, { isAboutEdits: true });
  const { length } = await client.waiting();
  if (length === 0) return;
  const what = `${amountOf(length, 'edit')} of yours ${length === 1 ? 'is' : 'are'} on this device alone`;
  throw new SealchartError('E_USAGE', { detail: `${what}; see ${COMMAND} conflicts, or lose them with logout --force` });
}
