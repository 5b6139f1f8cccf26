import { Command } from 'commander';
import type { Profile } from '@sealchart/protocol';
import { DEVICE_CHARACTERS, Identifier, NAME_CHARACTERS, ProfileStatement, SealchartError, normaliseIdentifier } from '@sealchart/protocol';
import { accountJson, accountLines } from './account-view.ts';
import { askAfterwards } from './afterwards.ts';
import type { CommandContext, ProvenAccount } from './context.ts';
import type { Execute } from './execute.ts';
import { COMMAND, examples } from './execute.ts';
import { keyOption } from './key-option.ts';
import { makeKit } from './kit.ts';
import type { KitOptions } from './kit-delivery.ts';
import { checkKitTargets } from './kit-delivery.ts';
import { askNewPassword } from './password.ts';
import { DEFAULT_SERVER, clientAt } from './server-choice.ts';

interface RegisterOptions {
  readonly name?: string;
  readonly server?: string;
  readonly device?: string;
  readonly key?: Profile;
  /** False with `--no-kit`. */
  readonly kit: boolean;
}

const HONESTLY = [
  'Nobody, not even the operator, can reset your password.',
  'Make a recovery kit when the account is made: whoever forgets the password and has no kit loses the data.',
];

export function registerCommand(execute: Execute): Command {
  return new Command('register')
    .description('make a new account')
    .argument('[e-mail]', 'address that others find you by; asked for when left out')
    .option('--name <name>', 'your name as others see it; they see that you gave it yourself')
    .option('--server <address>', `where the account shall live (default: ${DEFAULT_SERVER}); cannot be changed later`)
    .option('--device <name>', 'what this device is listed under (default: its host name)')
    .addOption(keyOption('modern'))
    .option('--no-kit', 'do not ask whether to make the recovery kit now')
    .addHelpText('after', `\n${HONESTLY.join('\n')}`)
    .addHelpText(
      'after',
      examples(
        'register ada@example.org --name "Ada Moss"',
        `printf '%s\\n' "$PASSWORD" | ${COMMAND} register ada@example.org --name Ada --password-fd 0`,
      ),
    )
    .action((identifier: string | undefined, options: RegisterOptions, command: Command) =>
      execute(command, (context) => register(context, identifier, options)),
    );
}

async function register(context: CommandContext, typed: string | undefined, options: RegisterOptions): Promise<void> {
  const client = await clientAt(context, options.server);
  if ((await client.state()) !== 'empty') {
    throw new SealchartError('E_USAGE', {
      detail: `profile ${context.profile.name} holds an account already; choose another with --profile, or log out first`,
    });
  }
  context.output.note('', ...HONESTLY, '');
  const identifier = await askIdentifier(context, typed);
  const name = await askName(context, options.name);
  const password = await askNewPassword(context);
  const profile = options.key === undefined ? {} : { profile: options.key };
  const account = await client.register({ identifier, name, password, device: deviceOf(context, options.device), ...profile });
  const isAsked = options.kit && context.prompts.isInteractive && !context.output.isJson;
  await context.output.answer(accountJson(account, context.profile.name), () => [
    'Your account is made.',
    '',
    ...accountLines(account, context.profile.name, context.output.style),
    '',
    ...(isAsked ? [] : [`Next: ${COMMAND} kit --pdf recovery-kit.pdf   (without it a forgotten password loses the data)`]),
    `${isAsked ? 'Next:' : '     '} ${COMMAND} unlock   (keeps it open, so that commands do not ask for the password each time)`,
    `      ${COMMAND} import my-record.json`,
  ]);
  if (isAsked) await askAfterwards(context, () => offerKit(context, { client, account, password }));
}

async function offerKit(context: CommandContext, opened: ProvenAccount): Promise<void> {
  const question = 'Make your recovery kit now? It is the only way back when the password is forgotten:';
  if (await context.prompts.confirm(question, true)) await makeKit(context, opened, await askKitTarget(context));
  else context.output.note(`Make it soon: ${COMMAND} kit --pdf recovery-kit.pdf`);
}

/** Where the kit shall go: a page in a new file, or this terminal. */
async function askKitTarget({ prompts, output }: CommandContext): Promise<KitOptions> {
  for (;;) {
    const file = (await prompts.text('File for the page to print, such as recovery-kit.pdf (Enter shows the words here instead):')).trim();
    if (file === '') return {};
    try {
      await checkKitTargets({ pdf: file });
      return { pdf: file };
    } catch (error) {
      if (!(error instanceof SealchartError)) throw error;
      output.note(error.detail ?? error.message);
    }
  }
}

/** The address as it is kept. Rejects with `E_USAGE` when none is given and none can be asked for. */
export async function askIdentifier(context: CommandContext, typed: string | undefined): Promise<string> {
  const identifier = normaliseIdentifier(typed ?? (await askText(context, 'E-mail address:', 'the e-mail address')));
  if (Identifier.safeParse(identifier).success) return identifier;
  throw new SealchartError('E_USAGE', { detail: `"${identifier}" is no e-mail address` });
}

/** The name as others see it. Rejects with `E_USAGE` when it is none. */
async function askName(context: CommandContext, typed: string | undefined): Promise<string> {
  const name = (typed ?? (await askText(context, 'Your name, as others shall see it:', '--name'))).trim();
  if (ProfileStatement.shape.name.safeParse(name).success) return name;
  throw new SealchartError('E_USAGE', {
    detail: `a name has 1 to ${NAME_CHARACTERS} characters, none of which may control a terminal or the direction of writing`,
  });
}

/** What this device is listed under, within its limit. */
export function deviceOf(context: CommandContext, option: string | undefined): string {
  return (option?.trim() || context.host.deviceName).slice(0, DEVICE_CHARACTERS).toWellFormed();
}

async function askText(context: CommandContext, question: string, what: string): Promise<string> {
  if (context.prompts.isInteractive) return context.prompts.text(question);
  throw new SealchartError('E_USAGE', { detail: `there is no terminal to ask: give ${what}` });
}
