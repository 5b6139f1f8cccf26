import { Command } from 'commander';
import type { OpenedElement, Person } from '@sealchart/sdk';
import { manyLines, oneLine, safeJson } from '../terminal/escape.ts';
import { amountOf } from '../terminal/amount.ts';
import type { CommandContext, OpenAccount } from './context.ts';
import { resolveElement } from './element-reference.ts';
import { NOTE, typeOf } from './element-types.ts';
import { elementJson } from './element-view.ts';
import type { Execute } from './execute.ts';
import { examples } from './execute.ts';
import { namesOf } from './person-view.ts';
import { resourceLines } from './resource-view.ts';
import { syncFirst } from './sync-step.ts';

interface ShowOptions {
  readonly raw?: boolean;
}

export function showCommand(execute: Execute): Command {
  return new Command('show')
    .description('open one element and show it, with who wrote it')
    .argument('<element>', 'the id, or its beginning')
    .option('--raw', 'print the content exactly as it was sealed, and nothing else')
    .addHelpText('after', examples('show elm_Xy12ab', 'show elm_Xy12ab --raw > observation.json', 'show elm_Xy12ab --json'))
    .action((reference: string, options: ShowOptions, command: Command) =>
      execute(command, (context) => show(context, reference, options)),
    );
}

async function show(context: CommandContext, reference: string, options: ShowOptions): Promise<void> {
  const opened = await context.open();
  await syncFirst(context, opened.client);
  const { elementId } = resolveElement(reference, await opened.client.list());
  const element = await opened.client.open(elementId);
  if (options.raw === true && !context.output.isJson) {
    await context.output.write(rawText(element, context.output.isTerminal));
    return;
  }
  const people = await opened.client.people();
  const json = { element: { ...elementJson(element), fullUrl: element.fullUrl ?? null, sharedBy: element.sharedBy, body: element.body } };
  await context.output.answer(json, () => elementPage(context, opened, element, people));
}

/** Exactly the content; a terminal is spared the characters that would act on it. */
function rawText(element: OpenedElement, isTerminal: boolean): string {
  if (!isTerminal) return element.body;
  const lines = typeOf(element.schema) === NOTE ? manyLines(element.body) : [safeJson(element.body)];
  return `${lines.join('\n')}\n`;
}

function elementPage(context: CommandContext, { account }: OpenAccount, element: OpenedElement, people: readonly Person[]): string[] {
  const { style } = context.output;
  const nameOf = namesOf(account, people);
  const type = typeOf(element.schema);
  const facts = type === NOTE ? undefined : resourceLines(element.body);
  return [
    style.bold(oneLine(element.title)),
    `  type        ${oneLine(type)}`,
    ...(element.date === undefined ? [] : [`  date        ${oneLine(element.date)}`]),
    `  record of   ${nameOf(element.recordId)}`,
    `  written by  ${nameOf(element.author)} on ${element.authoredAt}, ${style.good('signature proven')}`,
    ...(element.sharedBy === element.author ? [] : [`  shared by   ${nameOf(element.sharedBy)}, ${style.good('signature proven')}`]),
    `  version     ${element.version} (content of version ${element.contentVersion})`,
    `  readers     ${amountOf(element.readers, 'person', 'people')}; you are ${element.role}`,
    `  id          ${element.elementId}`,
    '',
    ...(facts ?? manyLines(element.body).map((line) => `  ${line}`)),
  ];
}
