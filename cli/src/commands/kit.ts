import { Command } from 'commander';
import { askAfterwards } from './afterwards.ts';
import type { CommandContext, ProvenAccount } from './context.ts';
import type { Execute } from './execute.ts';
import { COMMAND, examples } from './execute.ts';
import { offerKitCheck } from './kit-check.ts';
import type { KitOptions } from './kit-delivery.ts';
import { KIT_HELP, checkKitQr, checkKitTargets, deliverKit, kitJson, kitLines, kitOptions } from './kit-delivery.ts';
import { LOST_KIT, adviseIfLost } from './lost-answer.ts';

export function kitCommand(execute: Execute): Command {
  return kitOptions(new Command('kit'))
    .description('make your recovery kit: 15 words on paper that open the account when the password is forgotten')
    .addHelpText('after', `\nA new kit ends the one before.${KIT_HELP}`)
    .addHelpText('after', examples('kit --pdf recovery-kit.pdf', 'kit --qr'))
    .action((options: KitOptions, command: Command) => execute(command, (context) => kit(context, options)));
}

async function kit(context: CommandContext, options: KitOptions): Promise<void> {
  await checkKitTargets(options);
  const opened = await context.openByPassword();
  checkKitQr(context, opened.account, options);
  const isRenewed = (await opened.client.waysIn()).some((way) => way.kind === 'recovery');
  await makeKit(context, opened, options, isRenewed ? ['You had a kit before: it opens nothing now. Destroy the old sheet.'] : []);
}

/** Makes a kit, delivers it and lets the person check it. Rejects with what kept a file from being written, at the end. */
export async function makeKit(
  context: CommandContext,
  { client, password }: ProvenAccount,
  options: KitOptions,
  former: readonly string[] = [],
): Promise<void> {
  const made = await deliverKit(await adviseIfLost(context, LOST_KIT, () => client.makeRecoveryKit({ password })), options);
  await context.output.answer({ profile: context.profile.name, ...kitJson(made) }, () => [
    'Your recovery kit is made.',
    ...kitLines(context, made, options),
    ...former,
    `When you need it: ${COMMAND} recover`,
  ]);
  if (made.failure) throw made.failure;
  await askAfterwards(context, () => offerKitCheck(context, made.kit));
}
