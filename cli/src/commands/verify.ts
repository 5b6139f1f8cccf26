import { Command } from 'commander';
import { SealchartError } from '@sealchart/protocol';
import type { Compared, OwnAccount, Person } from '@sealchart/sdk';
import { oneLine } from '../terminal/escape.ts';
import type { ExitCode } from '../failure.ts';
import type { CommandContext } from './context.ts';
import type { Execute } from './execute.ts';
import { examples } from './execute.ts';
import { lookUpPerson } from './person-reference.ts';
import { addressWords, fingerprintLine, personJson, wordsLine } from './person-view.ts';

interface VerifyOptions {
  readonly words?: string;
  readonly hex?: string;
  readonly qr?: string;
}

export function verifyCommand(execute: Execute): Command {
  return new Command('verify')
    .description('prove that a key belongs to a person, by comparing its fingerprint with them')
    .argument('<person>', 'e-mail address or account id')
    .option('--words <words>', 'the six words as the person read them to you')
    .option('--hex <fingerprint>', 'the hexadecimal fingerprint as the person showed it to you; spaces are allowed')
    .option('--qr <text>', 'what the QR code says that the person showed you ("fingerprint --qr")')
    .addHelpText(
      'after',
      '\nA server could show you a key of its own in place of the person’s. It cannot when you compared the fingerprint with\nthe person on another way: face to face, or on the telephone with a voice you know.',
    )
    .addHelpText('after', examples('verify doctor@example.org', 'verify doctor@example.org --words "apple river stone cloud mirror piano"'))
    .action((person: string, options: VerifyOptions, command: Command) => execute(command, (context) => verify(context, person, options)));
}

async function verify(context: CommandContext, reference: string, options: VerifyOptions): Promise<ExitCode | void> {
  if ([options.words, options.hex, options.qr].filter((given) => given !== undefined).length > 1) {
    throw new SealchartError('E_USAGE', { detail: 'give one of --words, --hex and --qr' });
  }
  const { client, account } = await context.open();
  const person = await lookUpPerson(client, reference);
  if (person.accountId === account.accountId)
    throw new SealchartError('E_USAGE', { detail: 'this is you; "fingerprint" shows your own words' });
  const compared = await comparedOf(context, account, person, options);
  if (!compared) {
    await context.output.answer(
      { verified: false, person: personJson(person), own: { words: account.words, fingerprint: account.fingerprint } },
      () => [
        ...bothLines(account, person),
        '',
        'Nothing is recorded. When you compared them, run verify again with --words "the six words that the person read to you".',
      ],
    );
    return;
  }
  const verified = await client.verifyPerson(person.accountId, compared);
  await context.output.answer({ verified: true, person: personJson(verified) }, () => [
    `${oneLine(verified.name)} is verified: this key is theirs. Your other devices learn it at their next sync.`,
  ]);
}

/** What the person compared: from the options, else asked for; undefined when nothing was compared. */
async function comparedOf(
  context: CommandContext,
  account: OwnAccount,
  person: Person,
  options: VerifyOptions,
): Promise<Compared | undefined> {
  if (options.qr !== undefined) return { method: 'qr', value: options.qr };
  if (options.words !== undefined) {
    if (options.words.trim().split(/\s+/).length !== person.words.length)
      throw new SealchartError('E_USAGE', { detail: `--words takes all ${person.words.length} words, in quotes` });
    return { method: 'words', value: options.words };
  }
  if (options.hex !== undefined) {
    if (options.hex.replaceAll(/\s/g, '').length !== person.fingerprint.length)
      throw new SealchartError('E_USAGE', { detail: `--hex takes the whole fingerprint: ${person.fingerprint.length} hexadecimal digits` });
    return { method: 'hex', value: options.hex };
  }
  if (!context.prompts.isInteractive || context.output.isJson) return undefined;
  context.output.note(...bothLines(account, person), '');
  context.output.note('Call the person, or meet them. Read your words to them, and let them read theirs to you.');
  const isEqual = await context.prompts.confirm(`Did you compare with ${oneLine(person.name)}, and are all six of their words the same?`);
  return isEqual ? { method: 'words', value: wordsLine(person.words) } : undefined;
}

function bothLines(account: OwnAccount, person: Person): string[] {
  return [
    `Your words:         ${wordsLine(account.words)}`,
    `Their words:        ${wordsLine(person.words)}   (${oneLine(person.name)})`,
    `Their address:      ${addressWords(person)}`,
    '',
    `Your fingerprint:   ${fingerprintLine(account.fingerprint)}`,
    `Their fingerprint:  ${fingerprintLine(person.fingerprint)}`,
    ...(person.state === 'changed' ? ['', 'This is another key than the one you knew. Ask the person why before you accept it.'] : []),
  ];
}
