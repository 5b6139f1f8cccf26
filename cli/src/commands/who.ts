import { Command } from 'commander';
import type { ElementSummary, Person, Reader, SealchartClient } from '@sealchart/sdk';
import { amountOf } from '../terminal/amount.ts';
import { oneLine } from '../terminal/escape.ts';
import { tableLines } from '../terminal/table.ts';
import type { CommandContext, OpenAccount } from './context.ts';
import { resolveElement } from './element-reference.ts';
import { countsLine, elementJson, elementLines, inReadingOrder } from './element-view.ts';
import type { Execute } from './execute.ts';
import { examples } from './execute.ts';
import { isPersonReference, accountIdOfReference } from './person-reference.ts';
import { ADDRESS_HEADING, addressWords, labelsOf, namesOf, paintState, personJson, stateWords } from './person-view.ts';
import { readerJson, readerLines } from './reader-view.ts';
import { syncFirst } from './sync-step.ts';

export function whoCommand(execute: Execute): Command {
  return new Command('who')
    .description('show who can see what')
    .argument('[element-or-person]', 'an element: who reads it; a person: what they read; left out: everybody')
    .addHelpText('after', examples('who', 'who elm_Xy12ab', 'who doctor@example.org'))
    .action((reference: string | undefined, _options: unknown, command: Command) => execute(command, (context) => who(context, reference)));
}

async function who(context: CommandContext, reference: string | undefined): Promise<void> {
  const opened = await context.open();
  await syncFirst(context, opened.client);
  if (reference === undefined) await everybody(context, opened.client);
  else if (isPersonReference(reference)) await byPerson(context, opened, reference);
  else await byElement(context, opened.client, reference);
}

async function byElement(context: CommandContext, client: SealchartClient, reference: string): Promise<void> {
  const element = resolveElement(reference, await client.list());
  const readers = await client.readers(element.elementId);
  await context.output.answer({ element: elementJson(element), readers: readers.map(readerJson) }, () => [
    `${oneLine(element.title)} can be read by ${amountOf(readers.length, 'person', 'people')}:`,
    '',
    ...readerLines(readers, context.output),
  ]);
}

async function byPerson(context: CommandContext, { client, account }: OpenAccount, reference: string): Promise<void> {
  const accountId = await accountIdOfReference(client, account, reference);
  const all = await client.list();
  const people = await client.people();
  const seen: { element: ElementSummary; role: Reader['role'] }[] = [];
  for (const element of inReadingOrder(all)) {
    const role = accountId === account.accountId ? element.role : await roleOf(client, element, accountId);
    if (role !== undefined) seen.push({ element, role });
  }
  const elements = seen.map(({ element }) => element);
  const json = { accountId, elements: seen.map(({ element, role }) => ({ ...elementJson(element), personRole: role })) };
  await context.output.answer(json, () => {
    const name = namesOf(account, people)(accountId);
    const person = people.find((known) => known.accountId === accountId);
    const address = person ? [`Address: ${addressWords(person)}`] : [];
    if (elements.length === 0) return [`Of what you can see, ${name} can see nothing.`, ...address];
    return [
      `Of what you can see, ${name} can see ${amountOf(elements.length, 'element')} (${countsLine(elements)}):`,
      ...address,
      '',
      ...elementLines(elements, { output: context.output, all, labelOf: labelsOf(account, people) }),
    ];
  });
}

/** Elements that nobody else reads need no question. */
async function roleOf(client: SealchartClient, element: ElementSummary, accountId: string): Promise<Reader['role'] | undefined> {
  if (element.readers < 2) return undefined;
  return (await client.readers(element.elementId)).find(({ person }) => person.accountId === accountId)?.role;
}

interface Share {
  readonly person: Person;
  readonly elements: ElementSummary[];
}

async function everybody(context: CommandContext, client: SealchartClient): Promise<void> {
  const shares = new Map<string, Share>();
  const all = await client.list();
  for (const element of all.filter(({ readers }) => readers > 1)) {
    for (const { person, isSelf } of await client.readers(element.elementId)) {
      if (isSelf) continue;
      const share = shares.get(person.accountId) ?? { person, elements: [] };
      share.elements.push(element);
      shares.set(person.accountId, share);
    }
  }
  const rows = [...shares.values()].toSorted((a, b) => a.person.name.localeCompare(b.person.name, 'en'));
  const json = rows.map(({ person, elements }) => ({ person: personJson(person), elements: elements.map(({ elementId }) => elementId) }));
  const { style, columns } = context.output;
  await context.output.answer({ people: json, elements: all.length }, () => {
    if (rows.length === 0) return ['Nobody else can see any of it.'];
    return tableLines(
      rows,
      [
        { heading: 'NAME', cell: ({ person }) => oneLine(person.name), max: 40, min: 12 },
        {
          heading: 'KEY',
          cell: ({ person }) => stateWords(person.state),
          max: 12,
          paint: (text, { person }) => paintState(person.state, style, text),
        },
        { heading: ADDRESS_HEADING, cell: ({ person }) => oneLine(person.identifier ?? person.accountId), max: 40, min: 12 },
        { heading: 'CAN SEE', cell: ({ elements }) => `${amountOf(elements.length, 'element')}: ${countsLine(elements)}` },
      ],
      columns,
    );
  });
}
