import { Command } from 'commander';
import type { CommandContext } from './context.ts';
import { parseDescriptor } from './descriptor-option.ts';
import type { Execute } from './execute.ts';
import { COMMAND, examples } from './execute.ts';
import { LOST_PASSWORD, adviseIfLost } from './lost-answer.ts';
import { askNewPassword } from './password.ts';

interface ChangePasswordOptions {
  readonly newPasswordFd?: number;
}

const HONESTLY = [
  'This changes the password alone. Whoever knows the old one and kept a copy of your keys from then can go on reading with it:',
  `where somebody may know your password, or a device is lost, "${COMMAND} secure" is what helps.`,
];

export function passwordCommand(execute: Execute): Command {
  return new Command('password')
    .description('change your password; all other sessions end, everything stays')
    .option(
      '--new-password-fd <number>',
      'read the new password as one line from this file descriptor (default: the second line of --password-fd)',
      parseDescriptor,
    )
    .addHelpText('after', `\n${HONESTLY.join('\n')}`)
    .addHelpText('after', examples('password', `printf '%s\\n%s\\n' "$OLD" "$NEW" | ${COMMAND} password --password-fd 0`))
    .action((options: ChangePasswordOptions, command: Command) => execute(command, (context) => changePassword(context, options)));
}

async function changePassword(context: CommandContext, options: ChangePasswordOptions): Promise<void> {
  context.output.note(...HONESTLY, '');
  const { client, account, password } = await context.openByPassword();
  const newPassword = await askNewPassword(context, { descriptor: options.newPasswordFd, former: password, subject: 'New password' });
  await adviseIfLost(context, LOST_PASSWORD, () => client.changePassword({ password, newPassword }));
  await context.output.answer({ profile: context.profile.name, accountId: account.accountId, changed: true }, () => [
    'Your password is changed. All other sessions have ended; your other devices ask for the new one when they log in again.',
    'Your recovery kit stays valid.',
  ]);
}
