import { Command } from 'commander';
import type { CommandContext } from './context.ts';
import type { Execute } from './execute.ts';
import { examples } from './execute.ts';
import { ME, rememberPerson } from './person-reference.ts';
import { fingerprintLine, personJson, personLines, wordsLine } from './person-view.ts';

export function fingerprintCommand(execute: Execute): Command {
  return new Command('fingerprint')
    .description('show the fingerprint of your key, or of somebody else’s, to compare it')
    .argument('[person]', 'e-mail address or account id; left out: your own')
    .addHelpText('after', '\nRead the six words to each other on the telephone, or compare the hexadecimal form in person.')
    .addHelpText('after', examples('fingerprint', 'fingerprint doctor@example.org'))
    .action((person: string | undefined, _options: unknown, command: Command) =>
      execute(command, (context) => fingerprint(context, person ?? ME)),
    );
}

async function fingerprint(context: CommandContext, reference: string): Promise<void> {
  const { client, account } = await context.open();
  const { style } = context.output;
  if (reference === ME) {
    const { accountId, fingerprint: hex, words } = account;
    await context.output.answer({ accountId, fingerprint: hex, words }, () => [
      `words        ${style.bold(wordsLine(words))}`,
      `fingerprint  ${fingerprintLine(hex)}`,
      `account      ${accountId}`,
    ]);
    return;
  }
  const person = await rememberPerson(client, reference);
  await context.output.answer(personJson(person), () => personLines(person, style));
}
