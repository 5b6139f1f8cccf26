import { Command } from 'commander';
import { SealchartError } from '@sealchart/protocol';
import type { ElementSummary, ErasedElement, Person, SealchartClient } from '@sealchart/sdk';
import type { ExitCode } from '../failure.ts';
import { amountOf } from '../terminal/amount.ts';
import { oneLine } from '../terminal/escape.ts';
import { isTyped } from './confirmation.ts';
import type { CommandContext } from './context.ts';
import { ALIAS_NAMES } from './element-types.ts';
import { countsLine, inReadingOrder } from './element-view.ts';
import type { Execute } from './execute.ts';
import { COMMAND, examples } from './execute.ts';
import { doneLines, failedLines, outcomesExit, outcomesJson } from './outcome-view.ts';
import { personLabel } from './person-view.ts';
import { RECEIPT_WORDS, erasedJson, erasedLines } from './receipt-view.ts';
import { select } from './selection.ts';
import { syncFirst } from './sync-step.ts';

interface EraseOptions {
  readonly type?: string;
  readonly all?: boolean;
  readonly yes?: boolean;
}

/** Titles and people that the review names one by one. */
const NAMED = 20;

/** What erasing does, and what it cannot do. */
const HONESTLY = [
  'Every version, every addendum and every key of it is destroyed at the server, for you and for everybody. Nothing brings it back.',
  'Whoever could read it may have kept what they read: nothing can take that back.',
  `${RECEIPT_WORDS} Backups may hold it for as many days as the receipt says.`,
];

export function eraseCommand(execute: Execute): Command {
  return new Command('erase')
    .description('destroy elements of your record for good, for every reader')
    .argument('[elements...]', 'ids, or their beginnings')
    .option('--type <types>', `everything of your record of these types: FHIR types or ${ALIAS_NAMES.join(', ')}`)
    .option('--all', 'your whole record')
    .option('--yes', 'do not ask')
    .addHelpText('after', `\n${HONESTLY.join('\n')}\nWhat one import brought is taken back with "${COMMAND} imports --undo".`)
    .addHelpText('after', examples('erase elm_Xy12ab', 'erase --type notes'))
    .action((references: string[], options: EraseOptions, command: Command) =>
      execute(command, (context) => erase(context, references, options)),
    );
}

async function erase(context: CommandContext, references: readonly string[], options: EraseOptions): Promise<ExitCode | void> {
  const { client, account } = await context.open();
  await syncFirst(context, client);
  const all = await client.list();
  const own = all.filter(({ recordId }) => recordId === account.accountId);
  const elements = inReadingOrder(select({ references, types: options.type, isAll: options.all === true }, all, own));
  const foreign = elements.find((element) => !own.includes(element));
  if (foreign) throw new SealchartError('E_RIGHT', { detail: `only its owner erases an element; ${foreign.elementId} is not yours` });
  if (elements.length === 0) throw new SealchartError('E_USAGE', { detail: 'there is nothing in your record to erase' });
  if (!context.output.isJson) context.output.note(...(await reviewLines(client, elements)));
  if (!(await isTyped(context, `erase ${elements.length}`, options.yes))) {
    context.output.note('Nothing was erased.');
    return;
  }
  const ids = elements.map(({ elementId }) => elementId);
  const outcomes = await context.follow('Erasing', 'elements', (onProgress) => client.erase(ids, onProgress));
  const erased = outcomes.filter((outcome) => outcome.ok && outcome.isWaiting !== true).map(({ elementId }) => elementId);
  const receipts = erased.length === 0 ? [] : await receiptsOf(client, erased);
  const { style } = context.output;
  await context.output.answer({ outcomes: outcomesJson(outcomes), erased: receipts.map(erasedJson) }, () => [
    ...(erased.length === 0 ? [] : [`${amountOf(erased.length, 'element')} ${erased.length === 1 ? 'is' : 'are'} erased.`]),
    ...doneLines(outcomes, style),
    ...failedLines(outcomes, elements, style),
    ...(receipts.length === 0 ? [] : ['', ...erasedLines(receipts, context.output), '', RECEIPT_WORDS]),
    ...(receipts.length < erased.length ? [`Receipts that are not here yet: ${COMMAND} erased`] : []),
  ]);
  return outcomesExit(outcomes);
}

/** What goes, and who loses it. */
async function reviewLines(client: SealchartClient, elements: readonly ElementSummary[]): Promise<string[]> {
  const readers = new Map<string, Person>();
  for (const { elementId } of elements.filter((element) => element.readers > 1)) {
    for (const { person, isSelf } of await client.readers(elementId)) if (!isSelf) readers.set(person.accountId, person);
  }
  const people = [...readers.values()].map(personLabel).toSorted((a, b) => a.localeCompare(b, 'en'));
  return [
    `You are about to erase ${amountOf(elements.length, 'element')}: ${countsLine(elements)}`,
    ...firstOf(elements.map(({ title }) => oneLine(title))),
    '',
    ...(people.length === 0
      ? ['Nobody but you can read any of it.']
      : [`Who can read some or all of it now, and loses it: ${amountOf(people.length, 'person', 'people')}`, ...firstOf(people)]),
    '',
    ...HONESTLY,
    '',
  ];
}

function firstOf(lines: readonly string[]): string[] {
  const more = lines.length - NAMED;
  return [...lines.slice(0, NAMED).map((line) => `  - ${line}`), ...(more > 0 ? [`  and ${more} more`] : [])];
}

/** The act is done, whatever becomes of its receipts: they can be asked for again. */
async function receiptsOf(client: SealchartClient, elementIds: readonly string[]): Promise<ErasedElement[]> {
  try {
    return (await client.erased()).filter(({ elementId }) => elementIds.includes(elementId));
  } catch (error) {
    if (!(error instanceof SealchartError)) throw error;
    return [];
  }
}
