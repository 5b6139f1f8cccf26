import { Command } from 'commander';
import { SealchartError } from '@sealchart/protocol';
import { accountJson, accountLines } from './account-view.ts';
import type { CommandContext } from './context.ts';
import type { Execute } from './execute.ts';
import { COMMAND, examples } from './execute.ts';
import { LOST_KEYS, adviseIfLost } from './lost-answer.ts';
import type { SecuringOptions } from './securing.ts';
import { finishWork, secureAccount, securingOptions } from './securing.ts';

interface RotateOptions extends SecuringOptions {
  readonly compromised?: boolean;
}

/** Options that mean nothing in a routine rotation. */
const FOR_COMPROMISE = ['since', 'newPasswordFd', 'pdf', 'text', 'qr', 'show', 'yes'] as const satisfies readonly (keyof RotateOptions)[];

export function rotateCommand(execute: Execute): Command {
  return securingOptions(
    new Command('rotate')
      .description('make new keys as a routine; the old ones stay to read with, contacts see you as the same')
      .option('--compromised', 'somebody may know the password or the keys: does what "secure" does'),
  )
    .addHelpText(
      'after',
      `\nPassword, recovery kit and other ways in stay as they are. All options but --key belong to --compromised.\nWhere somebody may know your password, a routine helps nothing: use "${COMMAND} secure".`,
    )
    .addHelpText('after', examples('rotate', 'rotate --key rsa', 'rotate --compromised --since 2026-11-01'))
    .action((options: RotateOptions, command: Command) =>
      execute(command, (context) => (options.compromised === true ? secureAccount(context, options) : rotate(context, options))),
    );
}

async function rotate(context: CommandContext, options: RotateOptions): Promise<void> {
  if (FOR_COMPROMISE.some((name) => options[name] !== undefined)) {
    throw new SealchartError('E_USAGE', { detail: 'without --compromised only --key can be given' });
  }
  const { client, password } = await context.openByPassword();
  const profile = options.key === undefined ? {} : { profile: options.key };
  const { steps: left } = await adviseIfLost(context, LOST_KEYS, () => client.rotate({ password, ...profile }));
  const pending = left.length === 0 ? left : await finishWork(context, client);
  const account = client.account();
  await context.output.answer({ ...accountJson(account, context.profile.name), pending }, () => [
    'Your keys are new. What was written before stays readable, and your contacts see that the new keys are yours.',
    'Your six words have changed:',
    '',
    ...accountLines(account, context.profile.name, context.output.style),
  ]);
}
