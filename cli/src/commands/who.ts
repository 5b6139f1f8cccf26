import { Command } from 'commander';
import { SealchartError } from '@sealchart/protocol';
import type { ElementSummary, PersonAccess, PersonElement, SealchartClient } from '@sealchart/sdk';
import { amountOf } from '../terminal/amount.ts';
import { oneLine } from '../terminal/escape.ts';
import { tableLines } from '../terminal/table.ts';
import type { CommandContext, OpenAccount } from './context.ts';
import { resolveElement } from './element-reference.ts';
import { countsLine, elementJson, elementLines, inReadingOrder } from './element-view.ts';
import type { Execute } from './execute.ts';
import { COMMAND, examples } from './execute.ts';
import { isPersonReference, accountIdOfReference } from './person-reference.ts';
import { ADDRESS_HEADING, addressWords, labelsOf, namesOf, paintState, personJson, stateWords } from './person-view.ts';
import { endWords, readerJson, readerLines } from './reader-view.ts';
import { syncFirst } from './sync-step.ts';
import { minuteOf } from './time-view.ts';

interface WhoOptions {
  readonly person?: string;
}

export function whoCommand(execute: Execute): Command {
  return new Command('who')
    .description('show who can see what, and until when')
    .argument('[element-or-person]', 'an element: who reads it; a person: what they read; left out: everybody')
    .option('--person <person>', 'what this person can see: e-mail address, account id, or me')
    .addHelpText('after', '\nIt tells of what you may share. What others share of theirs, they alone know.')
    .addHelpText('after', examples('who', 'who elm_Xy12ab', 'who --person doctor@example.org'))
    .action((reference: string | undefined, options: WhoOptions, command: Command) =>
      execute(command, (context) => who(context, reference, options)),
    );
}

async function who(context: CommandContext, reference: string | undefined, { person }: WhoOptions): Promise<void> {
  if (reference !== undefined && person !== undefined) {
    throw new SealchartError('E_USAGE', { detail: 'name an element or a person, not both' });
  }
  if (person !== undefined && !isPersonReference(person)) {
    throw new SealchartError('E_USAGE', { detail: `"${person}" is neither an e-mail address nor an account id (acc_…)` });
  }
  const opened = await context.open();
  await syncFirst(context, opened.client);
  const named = person ?? (reference !== undefined && isPersonReference(reference) ? reference : undefined);
  if (named !== undefined) await byPerson(context, opened, named);
  else if (reference === undefined) await everybody(context, opened.client);
  else await byElement(context, opened.client, reference);
}

async function byElement(context: CommandContext, client: SealchartClient, reference: string): Promise<void> {
  const element = resolveElement(reference, await client.list());
  const readers = await client.readers(element.elementId);
  const ended = readers.filter(({ hasEnded }) => hasEnded).length;
  await context.output.answer({ element: elementJson(element), readers: readers.map(readerJson) }, () => [
    `${oneLine(element.title)} can be read by ${amountOf(readers.length - ended, 'person', 'people')}:`,
    '',
    ...readerLines(readers, context.output),
    ...(ended === 0
      ? []
      : [
          '',
          `ENDED: the end of ${amountOf(ended, 'access', 'accesses')} has come, and ${ended === 1 ? 'it gives' : 'they give'} nothing any longer.`,
        ]),
  ]);
}

async function byPerson(context: CommandContext, { client, account }: OpenAccount, reference: string): Promise<void> {
  const accountId = await accountIdOfReference(client, account, reference);
  const all = await client.list();
  const people = await client.people();
  const seen = accountId === account.accountId ? ownElements(all) : await client.seenBy(accountId);
  const elements = seen.filter(({ hasEnded }) => !hasEnded).map(({ element }) => element);
  const json = {
    accountId,
    elements: seen.map(({ element, role, until, hasEnded, history }) => ({
      ...elementJson(element),
      personRole: role,
      personUntil: until ?? null,
      hasEnded,
      history,
    })),
  };
  await context.output.answer(json, () => {
    const name = namesOf(account, people)(accountId);
    const person = people.find((known) => known.accountId === accountId);
    const address = person ? [`Address: ${addressWords(person)}`] : [];
    if (seen.length === 0) return [`Of what you may share, ${name} can see nothing.`, ...address];
    const counts = elements.length === 0 ? '' : ` (${countsLine(elements)})`;
    const termsOf = new Map(seen.map((item) => [item.element.elementId, item]));
    return [
      `Of what you may share, ${name} can see ${amountOf(elements.length, 'element')}${counts}:`,
      ...address,
      '',
      ...elementLines(inReadingOrder(seen.map(({ element }) => element)), {
        output: context.output,
        all,
        labelOf: labelsOf(account, people),
        terms: (elementId) => {
          const item = termsOf.get(elementId);
          return item ? { role: item.role, end: endWords(item) } : undefined;
        },
      }),
    ];
  });
}

function ownElements(all: readonly ElementSummary[]): PersonElement[] {
  return all.map((element) => {
    const { role, until } = element;
    return { element, role, ...(until === undefined ? {} : { until }), hasEnded: false, history: role === 'owner' };
  });
}

async function everybody(context: CommandContext, client: SealchartClient): Promise<void> {
  const people = await client.whoSees();
  const all = await client.list();
  const { isJson } = context.output;
  const json = isJson ? await Promise.all(people.map((access) => accessJson(client, access))) : [];
  await context.output.answer({ people: json, elements: all.length }, () =>
    people.length === 0
      ? ['Nobody else can see any of it.']
      : [...accessLines(context, people), '', `What one of them can see: ${COMMAND} who <e-mail>`],
  );
}

async function accessJson(client: SealchartClient, { person, byRole, nextUntil, ended }: PersonAccess): Promise<Record<string, unknown>> {
  const seen = await client.seenBy(person.accountId);
  const elements = seen.filter(({ hasEnded }) => !hasEnded).map(({ element }) => element.elementId);
  return { person: personJson(person), elements, byRole, nextUntil: nextUntil ?? null, ended };
}

function accessLines({ output }: CommandContext, people: readonly PersonAccess[]): string[] {
  const { style, columns } = output;
  return tableLines(
    people,
    [
      { heading: 'NAME', cell: ({ person }) => oneLine(person.name) },
      {
        heading: 'KEY',
        cell: ({ person }) => stateWords(person.state),
        max: 12,
        paint: (text, { person }) => paintState(person.state, style, text),
      },
      { heading: ADDRESS_HEADING, cell: ({ person }) => oneLine(person.identifier ?? person.accountId), max: 40, min: 16, spare: 2 },
      { heading: 'ELEMENTS', cell: seesWords, max: 60 },
      ...(people.some(({ nextUntil }) => nextUntil !== undefined)
        ? [
            {
              heading: 'NEXT END (UTC)',
              cell: ({ nextUntil }: PersonAccess) => (nextUntil === undefined ? '' : minuteOf(nextUntil)),
              max: 16,
              spare: 1,
            },
          ]
        : []),
    ],
    columns,
  );
}

/** `10 as viewer, 2 as editor; 3 ended`. */
function seesWords({ elements, byRole, ended }: PersonAccess): string {
  const roles = Object.entries(byRole).map(([role, count]) => `${count} as ${role}`);
  return [elements === 0 ? 'none' : roles.join(', '), ...(ended === 0 ? [] : [`${ended} ended`])].join('; ');
}
