import { Command } from 'commander';
import { SealchartError } from '@sealchart/protocol';
import type { Draft, Outcome, SealchartClient } from '@sealchart/sdk';
import type { ExitCode } from '../failure.ts';
import { oneLine } from '../terminal/escape.ts';
import type { CommandContext } from './context.ts';
import { typeOf } from './element-types.ts';
import type { Execute } from './execute.ts';
import { examples } from './execute.ts';
import { readDraft, storeVersion } from './new-version.ts';
import { doneLines, outcomesExit, outcomesJson } from './outcome-view.ts';

interface AddOptions {
  readonly title?: string;
  readonly update?: string;
}

/** `--title` of every command that makes content. */
export const TITLE_WORDS =
  'how lists name it (default: the first line, or what the resource says); visible to other users of this machine while the command runs';

/** Why text is read and never given. */
export const TEXT_WORDS = '\nThe text itself is never an argument, because arguments can be read by other users of this machine.';

export function addCommand(execute: Execute): Command {
  return new Command('add')
    .description('write a note, or add one FHIR R4 resource')
    .argument('<file>', 'a text file or a resource as JSON; - reads standard input')
    .option('--title <title>', TITLE_WORDS)
    .option('--update <element>', 'make this the new version of an element, as edit does')
    .addHelpText('after', TEXT_WORDS)
    .addHelpText('after', examples('add note.txt', 'add - < note.txt', 'add observation.json', 'add note.txt --update elm_Xy12ab'))
    .action((file: string, options: AddOptions, command: Command) => execute(command, (context) => add(context, file, options)));
}

async function add(context: CommandContext, file: string, options: AddOptions): Promise<ExitCode> {
  const { client } = await context.open();
  const draft = await readDraft(context, file, options.title);
  const { update: reference } = options;
  const outcome = reference === undefined ? await create(client, draft) : await storeVersion(context, client, { reference, draft });
  return answerVersion(context, { outcome, draft, isNew: reference === undefined });
}

export interface StoredDraft {
  readonly outcome: Outcome;
  readonly draft: Draft;
  readonly isNew: boolean;
}

/** Tells what came of one draft; a failure is thrown. */
export async function answerVersion(context: CommandContext, { outcome, draft, isNew }: StoredDraft): Promise<ExitCode> {
  if (!outcome.ok) throw outcome.error;
  const [json] = outcomesJson([outcome]);
  await context.output.answer({ ...json, schema: draft.schema, title: draft.title }, () => [
    `${isNew ? 'Added' : 'Updated'}: ${oneLine(draft.title)}  (${typeOf(draft.schema)}, ${outcome.elementId}, version ${outcome.version})`,
    ...doneLines([outcome], context.output.style),
  ]);
  return outcomesExit([outcome]);
}

async function create(client: SealchartClient, draft: Draft): Promise<Outcome> {
  const [outcome] = await client.create([draft]);
  if (!outcome) throw new SealchartError('E_UNEXPECTED', { detail: 'the act gave no result' });
  return outcome;
}
