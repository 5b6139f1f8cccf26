import type { Command } from 'commander';
import type { Profile } from '@sealchart/protocol';
import { SealchartError } from '@sealchart/protocol';
import type { PendingWork, SealchartClient, SecuredAccount } from '@sealchart/sdk';
import { failureOf } from '../failure.ts';
import { askAfterwards } from './afterwards.ts';
import { accountJson, accountLines } from './account-view.ts';
import { isConfirmed } from './confirmation.ts';
import type { CommandContext } from './context.ts';
import { parseDescriptor } from './descriptor-option.ts';
import { keyOption } from './key-option.ts';
import { offerKitCheck } from './kit-check.ts';
import type { DeliveredKit, KitOptions } from './kit-delivery.ts';
import { checkKitQr, checkKitTargets, deliverKit, kitJson, kitLines, kitOptions } from './kit-delivery.ts';
import { LOST_KIT, LOST_PASSWORD, adviseIfLost } from './lost-answer.ts';
import { askNewPassword } from './password.ts';
import { parseSince } from './since-option.ts';
import { wayJson, wayWords } from './way-view.ts';

export interface SecuringOptions extends KitOptions {
  readonly since?: string;
  readonly key?: Profile;
  readonly newPasswordFd?: number;
  readonly yes?: boolean;
}

/** What the act does and what it cannot do. */
export const SECURING = [
  'For when somebody may know your password or your kit, when a device is lost, or when a way into the account shall go:',
  '  - You get a new password, new keys and a new recovery kit. The old ones open nothing that is written from now on.',
  '  - All other sessions end. Ways in whose secret is not at hand are dropped and named; set them up again afterwards.',
  '  - Your contacts see KEY CHANGED beside your name and cannot share with you until they compared your new words with you.',
  '  - What somebody could read until now they may have kept.',
];

/** Adds the options of `SecuringOptions` to a command. */
export function securingOptions(command: Command): Command {
  return kitOptions(
    command
      .option('--since <date>', 'since when it may be so, if you know: a day or an instant; contacts see it')
      .addOption(keyOption('the kind that you have'))
      .option(
        '--new-password-fd <number>',
        'read the new password as one line from this file descriptor (default: the second line of --password-fd)',
        parseDescriptor,
      ),
  ).option('--yes', 'do not ask');
}

/** New account key, keys, password and kit: what `secure` does, and `rotate --compromised`. */
export async function secureAccount(context: CommandContext, options: SecuringOptions): Promise<void> {
  const suspectedSince = options.since === undefined ? undefined : parseSince(options.since, context.host.now());
  await checkKitTargets(options);
  context.output.note(...SECURING, '');
  if (!(await isConfirmed(context, 'Secure the account now?', options.yes))) {
    context.output.note('Nothing was changed.');
    return;
  }
  const { client, account, password } = await context.openByPassword();
  checkKitQr(context, account, options);
  const newPassword = await askNewPassword(context, { descriptor: options.newPasswordFd, former: password, subject: 'New password' });
  const given = {
    password,
    newPassword,
    ...(suspectedSince === undefined ? {} : { suspectedSince }),
    ...(options.key === undefined ? {} : { profile: options.key }),
  };
  const secured = await adviseIfLost(context, [...LOST_PASSWORD, ...LOST_KIT], () => client.secure(given));
  // First of all: the kit before is at its end, and the new one is nowhere but here.
  const kit = await deliverKit(secured.kit, options);
  await context.output.answer(
    { ...accountJson(client.account(), context.profile.name), ...kitJson(kit), dropped: secured.dropped.map(wayJson) },
    () => securedLines(context, { client, secured, kit, options }),
  );
  await finishWork(context, client);
  if (kit.failure) throw kit.failure;
  await askAfterwards(context, () => offerKitCheck(context, secured.kit));
}

/** What a change of keys left to be done. Never rejects: the next sync takes it up. */
export async function finishWork(context: CommandContext, client: SealchartClient): Promise<PendingWork['steps']> {
  try {
    return (await context.follow('Finishing', 'steps', (onProgress) => client.finishPendingWork(onProgress))).steps;
  } catch (error) {
    if (!(error instanceof SealchartError)) throw error;
    const { code, title } = failureOf(error);
    context.output.note(`The keys are new. What follows from it is not finished (${code}: ${title}) and goes on with the next command.`);
    return ['profile', 'anchor'];
  }
}

interface Secured {
  readonly client: SealchartClient;
  readonly secured: SecuredAccount;
  readonly kit: DeliveredKit;
  readonly options: SecuringOptions;
}

function securedLines(context: CommandContext, { client, secured, kit, options }: Secured): string[] {
  const { style } = context.output;
  return [
    'Your account is secured. Password, keys and recovery kit are new; all other sessions have ended.',
    '',
    ...accountLines(client.account(), context.profile.name, style),
    '',
    ...(secured.dropped.length === 0
      ? []
      : [style.warn('These ways in were dropped; set them up again:'), ...secured.dropped.map((way) => `  - ${wayWords(way)}`), '']),
    'Tell your contacts that your key has changed, and read your new words to them when they call.',
    'Destroy the sheet of the kit before. This is the new one:',
    ...kitLines(context, kit, options),
  ];
}
