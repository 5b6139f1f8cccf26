import { Command } from 'commander';
import { SealchartError, normaliseIdentifier } from '@sealchart/protocol';
import type { OwnAccount } from '@sealchart/sdk';
import { removeProfile } from '../profile/profile.ts';
import { oneLine } from '../terminal/escape.ts';
import type { CommandContext } from './context.ts';
import type { Execute } from './execute.ts';
import { COMMAND, examples } from './execute.ts';
import { adviseIfClosed } from './lost-answer.ts';
import { parseSince } from './since-option.ts';

interface CloseOptions {
  readonly compromised?: boolean;
  readonly since?: string;
  readonly confirm?: string;
}

const HONESTLY = [
  'This ends your account for good. Nobody can open it again: not you, not with the kit, not the operator.',
  'What you shared stays with those you shared it with; what others shared with you, you can no longer read.',
  `Save your record before: ${COMMAND} export -o my-record.json`,
];

export function closeCommand(execute: Execute): Command {
  return new Command('close')
    .description('end your account for good')
    .option('--compromised', 'say as well that its keys are not to be trusted')
    .option('--since <date>', 'since when, with --compromised: a day or an instant; contacts see it')
    .option('--confirm <address>', 'the e-mail address of the account, instead of typing it when asked')
    .addHelpText('after', `\n${HONESTLY.join('\n')}`)
    .addHelpText('after', examples('close', 'close --compromised --since 2026-11-01'))
    .action((options: CloseOptions, command: Command) => execute(command, (context) => close(context, options)));
}

async function close(context: CommandContext, options: CloseOptions): Promise<void> {
  if (options.since !== undefined && options.compromised !== true)
    throw new SealchartError('E_USAGE', { detail: '--since belongs to --compromised' });
  const suspectedSince = options.since === undefined ? undefined : parseSince(options.since, context.host.now());
  context.output.note(...HONESTLY, '');
  const { client, account, password } = await context.openByPassword();
  await confirmAddress(context, account, options.confirm);
  const cause = options.compromised === true ? 'compromise' : 'closed';
  await adviseIfClosed(context, () =>
    client.closeAccount({ password, cause, ...(suspectedSince === undefined ? {} : { suspectedSince }) }),
  );
  await context.close();
  await context.agent.lock();
  await removeProfile(context.profile);
  const { accountId } = account;
  await context.output.answer({ profile: context.profile.name, accountId, closed: true }, () => [
    `The account ${accountId} is closed, and profile ${context.profile.name} is removed from this device.`,
    'Its address can be registered again, as a new account.',
  ]);
}

async function confirmAddress(context: CommandContext, { identifier }: OwnAccount, option: string | undefined): Promise<void> {
  if (option === undefined && !context.prompts.isInteractive) {
    throw new SealchartError('E_USAGE', {
      detail: 'there is no terminal to ask for a confirmation: give --confirm with the address of the account',
    });
  }
  const typed = option ?? (await context.prompts.text(`Type ${oneLine(identifier)} to end this account:`));
  if (normaliseIdentifier(typed) === identifier) return;
  throw new SealchartError('E_USAGE', { detail: 'this is not the address of the account; nothing was changed' });
}
