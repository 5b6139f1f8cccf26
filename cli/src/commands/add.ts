import { Command } from 'commander';
import { SealchartError } from '@sealchart/protocol';
import type { Draft, Outcome, SealchartClient } from '@sealchart/sdk';
import type { ExitCode } from '../failure.ts';
import { oneLine } from '../terminal/escape.ts';
import type { CommandContext } from './context.ts';
import { typeOf } from './element-types.ts';
import type { Execute } from './execute.ts';
import { examples } from './execute.ts';
import type { StoredVersion } from './new-version.ts';
import { readDraft, storeVersion } from './new-version.ts';
import { doneLines, doneWord, outcomesExit, outcomesJson, placeWords } from './outcome-view.ts';

interface AddOptions {
  readonly title?: string;
  readonly update?: string;
}

const TITLE_WORDS =
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
  if (reference === undefined) return answerVersion(context, { outcome: await create(client, draft), draft, isNew: true });
  const stored = await storeVersion(context, client, { reference, draft, isTitled: options.title !== undefined });
  return answerVersion(context, { ...stored, isNew: false });
}

export interface StoredDraft extends StoredVersion {
  readonly isNew: boolean;
}

/** Tells what came of one draft; a failure is thrown. */
export async function answerVersion(context: CommandContext, { outcome, draft, isNew }: StoredDraft): Promise<ExitCode> {
  if (!outcome.ok) throw outcome.error;
  const [json] = outcomesJson([outcome]);
  await context.output.answer({ ...json, schema: draft.schema, title: draft.title }, () => [
    `${doneWord(outcome, isNew ? 'Added' : 'Updated')}: ${oneLine(draft.title)}  (${[typeOf(draft.schema), ...placeWords(outcome)].join(', ')})`,
    ...doneLines([outcome], context.output.style),
  ]);
  return outcomesExit([outcome]);
}

async function create(client: SealchartClient, draft: Draft): Promise<Outcome> {
  const [outcome] = await client.create([draft]);
  if (!outcome) throw new SealchartError('E_UNEXPECTED', { detail: 'the act gave no result' });
  return outcome;
}
