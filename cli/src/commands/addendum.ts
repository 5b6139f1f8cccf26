import { Command } from 'commander';
import { ADDENDUM_CHARACTERS, SealchartError } from '@sealchart/protocol';
import type { ExitCode } from '../failure.ts';
import { numberOf } from '../terminal/amount.ts';
import { oneLine } from '../terminal/escape.ts';
import { TEXT_WORDS } from './add.ts';
import type { CommandContext } from './context.ts';
import { readText } from './draft-source.ts';
import { resolveElement } from './element-reference.ts';
import type { Execute } from './execute.ts';
import { examples } from './execute.ts';
import { readInput, tellingWhatIsKept } from './new-version.ts';
import { doneLines, doneWord, outcomesExit, outcomesJson, placeWords } from './outcome-view.ts';
import { syncIfReachable } from './sync-step.ts';

export function addendumCommand(execute: Execute): Command {
  return new Command('addendum')
    .description('add a remark to an element, signed with your name; the content stays as it is')
    .argument('<element>', 'the id, or its beginning')
    .argument('[file]', 'a text file; - reads standard input; left out: you are asked for one line')
    .addHelpText('after', '\nIt stays below the content in every later version. It needs the right of an editor.')
    .addHelpText('after', TEXT_WORDS)
    .addHelpText('after', examples('addendum elm_Xy12ab remark.txt', 'addendum elm_Xy12ab - < remark.txt', 'addendum elm_Xy12ab'))
    .action((reference: string, file: string | undefined, _options: unknown, command: Command) =>
      execute(command, (context) => addendum(context, reference, file)),
    );
}

async function addendum(context: CommandContext, reference: string, file: string | undefined): Promise<ExitCode> {
  const { client } = await context.open();
  const text = await textOf(context, file);
  await syncIfReachable(context, client, { isKeeping: true });
  const element = resolveElement(reference, await client.list());
  const { elementId } = element;
  const outcome = await tellingWhatIsKept(context, client, { elementId, kind: 'addendum' }, () => client.addAddendum(elementId, text));
  if (!outcome.ok) throw outcome.error;
  const [json] = outcomesJson([outcome]);
  await context.output.answer({ ...json, title: element.title }, () => [
    `Addendum ${doneWord(outcome, 'Added').toLowerCase()} to: ${oneLine(element.title)}  (${placeWords(outcome).join(', ')})`,
    ...doneLines([outcome], context.output.style),
  ]);
  return outcomesExit([outcome]);
}

/** `E_USAGE` for nothing, or where nobody can be asked; `E_LIMIT` for more than an addendum holds. */
async function textOf(context: CommandContext, file: string | undefined): Promise<string> {
  if (file === undefined && !context.prompts.isInteractive) {
    throw new SealchartError('E_USAGE', { detail: 'there is no terminal to ask for the text: name a file, or - for standard input' });
  }
  const text = (
    file === undefined
      ? await context.prompts.text('Addendum (one line):')
      : readText(await readInput(context, file, 'Write your addendum'))
  ).trim();
  if (text === '') throw new SealchartError('E_USAGE', { detail: 'there is nothing in it' });
  if (text.length > ADDENDUM_CHARACTERS) {
    throw new SealchartError('E_LIMIT', { detail: `an addendum has at most ${numberOf(ADDENDUM_CHARACTERS)} characters` });
  }
  return text;
}
