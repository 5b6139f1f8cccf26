import { Command } from 'commander';
import { SealchartError } from '@sealchart/protocol';
import { accountJson, accountLines } from './account-view.ts';
import type { CommandContext } from './context.ts';
import { parseDescriptor } from './descriptor-option.ts';
import type { Execute } from './execute.ts';
import { COMMAND, examples } from './execute.ts';
import { LOST_RECOVERY, adviseIfLost } from './lost-answer.ts';
import { askNewPassword } from './password.ts';
import { readRecoveryInput, serverOfKit } from './recovery-input.ts';
import { askIdentifier, deviceOf } from './register.ts';
import { clientAt } from './server-choice.ts';

interface RecoverOptions {
  readonly kit?: string;
  readonly server?: string;
  readonly wordsFd?: number;
  readonly newPasswordFd?: number;
  readonly device?: string;
}

export function recoverCommand(execute: Execute): Command {
  return new Command('recover')
    .description('get back in with your recovery kit when the password is forgotten; nothing is lost')
    .argument('[e-mail]', 'address of the account; not needed with a whole kit on a device that knows the account')
    .option('--kit <file>', 'the kit as a file: text, page, or what its QR code says; - reads standard input')
    .option('--server <address>', 'where the account lives (default: what the kit says, or the server of this profile)')
    .option('--words-fd <number>', 'read the 15 words as one line from this file descriptor', parseDescriptor)
    .option('--new-password-fd <number>', 'read the new password as one line from this file descriptor', parseDescriptor)
    .option('--device <name>', 'what this device is listed under (default: its host name)')
    .addHelpText(
      'after',
      '\nThe words are never an argument, because arguments can be read by other users of this machine.\nThe kit stays valid. With the new password all other sessions end.',
    )
    .addHelpText(
      'after',
      examples(
        'recover ada@example.org --kit recovery-kit.txt',
        'recover ada@example.org --server https://health.example.org',
        `printf '%s\\n%s\\n' "$WORDS" "$PASSWORD" | ${COMMAND} recover ada@example.org --words-fd 0 --new-password-fd 0`,
      ),
    )
    .action((account: string | undefined, options: RecoverOptions, command: Command) =>
      execute(command, (context) => recover(context, account, options)),
    );
}

async function recover(context: CommandContext, typed: string | undefined, options: RecoverOptions): Promise<void> {
  context.output.note('You get a new password with the words of your recovery kit. Everything you have stays.', '');
  const input = await readRecoveryInput(context, typed, options);
  const client = await clientAt(context, options.server ?? serverOfKit(input));
  // A device that knows the account knows its address, too.
  const isKnown = (await client.state()) !== 'empty';
  const identifier = input.identifier ?? (isKnown ? undefined : await askIdentifier(context, undefined));
  const newPassword = await askNewPassword(context, { descriptor: options.newPasswordFd, subject: 'New password' });
  const given = { kit: input.kit, ...(identifier === undefined ? {} : { identifier }) };
  const device = deviceOf(context, options.device);
  const account = await adviseIfLost(context, LOST_RECOVERY, () => client.recover({ ...given, newPassword, device })).catch(
    (error: unknown) => {
      throw asMistake(error, context, identifier);
    },
  );
  await context.renewAgent(client);
  await context.output.answer(accountJson(account, context.profile.name), () => [
    'You are back, and logged in. The new password counts from now on; all other sessions have ended.',
    '',
    ...accountLines(account, context.profile.name, context.output.style),
    '',
    'The kit stays valid: keep the sheet. If somebody else may know it or the old password, go on with:',
    `      ${COMMAND} secure`,
    `Next: ${COMMAND} ways     (every way into the account)`,
    `      ${COMMAND} history --logins`,
  ]);
}

/** What the person can put right is told in their words; every other failure stays as it is. */
export function asMistake(error: unknown, { profile }: Pick<CommandContext, 'profile'>, identifier: string | undefined): unknown {
  if (!(error instanceof SealchartError)) return error;
  if (error.code === 'E_EXISTS') {
    const detail = `profile ${profile.name} holds another account than the kit is for; choose another with --profile, or log out first`;
    return new SealchartError('E_USAGE', { detail, cause: error });
  }
  if (error.code !== 'E_REQUEST' || error.issues[0]?.path !== 'identifier' || identifier === undefined) return error;
  const detail = `the kit is not for an account with the address ${identifier}; nothing was changed`;
  return new SealchartError('E_USAGE', { detail, cause: error });
}
