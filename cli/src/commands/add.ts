import { Command } from 'commander';
import { SealchartError } from '@sealchart/protocol';
import type { Draft, ElementSummary, Outcome, SealchartClient } from '@sealchart/sdk';
import type { ExitCode } from '../failure.ts';
import { oneLine } from '../terminal/escape.ts';
import type { CommandContext } from './context.ts';
import { draftOf, readAll } from './draft-source.ts';
import { resolveElement } from './element-reference.ts';
import { typeOf } from './element-types.ts';
import type { Execute } from './execute.ts';
import { examples } from './execute.ts';
import { outcomesExit, outcomesJson } from './outcome-view.ts';
import { syncFirst } from './sync-step.ts';

interface AddOptions {
  readonly title?: string;
  readonly update?: string;
}

export function addCommand(execute: Execute): Command {
  return new Command('add')
    .description('write a note, or add one FHIR R4 resource')
    .argument('<file>', 'a text file or a resource as JSON; - reads standard input')
    .option(
      '--title <title>',
      'how lists name it (default: the first line, or what the resource says); visible to other users of this machine while the command runs',
    )
    .option('--update <element>', 'make this the new version of an element')
    .addHelpText('after', '\nThe text itself is never an argument, because arguments can be read by other users of this machine.')
    .addHelpText('after', examples('add note.txt', 'add - < note.txt', 'add observation.json', 'add note.txt --update elm_Xy12ab'))
    .action((file: string, options: AddOptions, command: Command) => execute(command, (context) => add(context, file, options)));
}

async function add(context: CommandContext, file: string, options: AddOptions): Promise<ExitCode> {
  const { client } = await context.open();
  if (file === '-' && context.prompts.isInteractive) context.output.note('Write your note; end it with Ctrl-D on a line of its own.');
  const source: AsyncIterable<Uint8Array | string> = file === '-' ? context.host.stdin : context.host.openFile(file).open();
  const draft = await draftOf(await readAll(source), options.title);
  const outcome = options.update === undefined ? await create(client, draft) : await update(context, client, options.update, draft);
  if (!outcome.ok) throw outcome.error;
  const [json] = outcomesJson([outcome]);
  await context.output.answer({ ...json, schema: draft.schema, title: draft.title }, () => [
    `${options.update === undefined ? 'Added' : 'Updated'}: ${oneLine(draft.title)}  (${typeOf(draft.schema)}, ${outcome.elementId}, version ${outcome.version})`,
  ]);
  return outcomesExit([outcome]);
}

async function create(client: SealchartClient, draft: Draft): Promise<Outcome> {
  const [outcome] = await client.create([draft]);
  if (!outcome) throw new SealchartError('E_UNEXPECTED', { detail: 'the act gave no result' });
  return outcome;
}

/** A note stays a note, and a resource keeps its type: anything else would be another thing under the same id. */
async function update(context: CommandContext, client: SealchartClient, reference: string, draft: Draft): Promise<Outcome> {
  await syncFirst(context, client);
  const element: ElementSummary = resolveElement(reference, await client.list());
  if (element.schema !== draft.schema) {
    throw new SealchartError('E_USAGE', {
      detail: `${element.elementId} is ${typeOf(element.schema)}, the file is ${typeOf(draft.schema)}`,
    });
  }
  return client.update(element.elementId, draft);
}
