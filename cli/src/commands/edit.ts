import { Command } from 'commander';
import type { ExitCode } from '../failure.ts';
import { TEXT_WORDS, answerVersion } from './add.ts';
import type { CommandContext } from './context.ts';
import type { Execute } from './execute.ts';
import { COMMAND, examples } from './execute.ts';
import { readDraft, storeVersion } from './new-version.ts';
import { parseVersion } from './version-option.ts';

interface EditOptions {
  readonly title?: string;
  readonly base?: number;
}

export function editCommand(execute: Execute): Command {
  return new Command('edit')
    .description('make a new version of an element; the former ones stay in its history')
    .argument('<element>', 'the id, or its beginning')
    .argument('<file>', 'a text file or a resource as JSON; - reads standard input')
    .option(
      '--title <title>',
      'a new title (default: the one that it was given, else made as at add); visible to other users of this machine while the command runs',
    )
    .option(
      '--base <version>',
      'the version that the edit was made from (default: the one that was opened last on this device)',
      parseVersion,
    )
    .addHelpText(
      'after',
      `\nWhat somebody else changed meanwhile is joined with it, part by part; where both changed the same part, both are kept and\n"${COMMAND} conflicts" lets you choose. Without the server the edit waits on this device, sealed.`,
    )
    .addHelpText('after', TEXT_WORDS)
    .addHelpText(
      'after',
      examples(`${COMMAND} show elm_Xy12ab --raw > note.txt`, 'edit elm_Xy12ab note.txt', 'edit elm_Xy12ab - --base 3 < observation.json'),
    )
    .action((reference: string, file: string, options: EditOptions, command: Command) =>
      execute(command, (context) => edit(context, { ...options, reference, file })),
    );
}

async function edit(
  context: CommandContext,
  { reference, file, title, base }: EditOptions & { reference: string; file: string },
): Promise<ExitCode> {
  const { client } = await context.open();
  const draft = await readDraft(context, file, title);
  const stored = await storeVersion(context, client, { reference, draft, isTitled: title !== undefined, base });
  return answerVersion(context, { ...stored, isNew: false });
}
