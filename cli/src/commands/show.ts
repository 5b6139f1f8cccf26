import { Command } from 'commander';
import type { OpenedElement, Person } from '@sealchart/sdk';
import { manyLines, oneLine, safeJson } from '../terminal/escape.ts';
import { amountOf } from '../terminal/amount.ts';
import type { CommandContext, OpenAccount } from './context.ts';
import { resolveElement } from './element-reference.ts';
import { NOTE, typeOf } from './element-types.ts';
import { elementJson } from './element-view.ts';
import type { Execute } from './execute.ts';
import { COMMAND, examples } from './execute.ts';
import { namesOf } from './person-view.ts';
import { authorLines, remarkJson, remarkLines } from './remark-view.ts';
import { resourceLines } from './resource-view.ts';
import { syncIfReachable } from './sync-step.ts';
import { minuteOf } from './time-view.ts';

interface ShowOptions {
  readonly raw?: boolean;
}

export function showCommand(execute: Execute): Command {
  return new Command('show')
    .description('open one element and show it, with who wrote it')
    .argument('<element>', 'the id, or its beginning')
    .option('--raw', 'print the content exactly as it was sealed, and nothing else')
    .addHelpText('after', '\nAddenda stand below the content. Without the server you see what this device opened last, and are told so.')
    .addHelpText('after', examples('show elm_Xy12ab', 'show elm_Xy12ab --raw > observation.json', 'show elm_Xy12ab --json'))
    .action((reference: string, options: ShowOptions, command: Command) =>
      execute(command, (context) => show(context, reference, options)),
    );
}

async function show(context: CommandContext, reference: string, options: ShowOptions): Promise<void> {
  const opened = await context.open();
  await syncIfReachable(context, opened.client);
  const summary = resolveElement(reference, await opened.client.list());
  const proven = await opened.client.open(summary.elementId);
  const element = summary.edit === undefined ? proven : { ...proven, edit: summary.edit };
  if (options.raw === true && !context.output.isJson) {
    await context.output.write(rawText(element, context.output.isTerminal));
    return;
  }
  const people = await opened.client.people();
  const { fullUrl = null, sharedBy, body, remarks, isOffline } = element;
  const shown = { ...elementJson(element), fullUrl, sharedBy, body, remarks: remarks.map(remarkJson) };
  const json = { element: { ...shown, ...(isOffline === true ? { isOffline } : {}) } };
  await context.output.answer(json, () => elementPage(context, opened, element, people));
}

/** The content of an element for people: facts of a resource, or the lines of a note. */
export function contentLines(schema: string, body: string): string[] {
  const facts = typeOf(schema) === NOTE ? undefined : resourceLines(body);
  // The newline at the end of a file is no line of the note.
  return facts ?? manyLines(body.replace(/\n$/, '')).map((line) => `  ${line}`);
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
  return [
    ...(element.isOffline === true
      ? [style.warn('The server could not be asked: this is the content as this device opened it last.'), '']
      : []),
    style.bold(oneLine(element.title)),
    `  type        ${oneLine(type)}`,
    ...(element.date === undefined ? [] : [`  date        ${oneLine(element.date)}`]),
    `  record of   ${nameOf(element.recordId)}`,
    ...authorLines(element, nameOf(element.author), style),
    ...(element.sharedBy === element.author ? [] : [`  shared by   ${nameOf(element.sharedBy)}, ${style.good('signature proven')}`]),
    `  version     ${element.version} (content of version ${element.contentVersion})`,
    `  readers     ${amountOf(element.readers, 'person', 'people')}; you are ${element.role}`,
    ...(element.until === undefined ? [] : [`  you read    until ${style.warn(`${minuteOf(element.until)} UTC`)}`]),
    ...editLine(element).map(style.warn),
    `  id          ${element.elementId}`,
    '',
    ...contentLines(element.schema, element.body),
    ...remarkLines(element.remarks, nameOf, style),
  ];
}

/** What this device wrote and the server has not taken yet: it is not a part of what is shown. */
function editLine({ edit, elementId }: OpenedElement): string[] {
  if (edit === undefined) return [];
  const state = edit === 'conflict' ? 'stands against a change of somebody else' : 'waits on this device and is not shown here';
  return [`  your edit   ${state}: ${COMMAND} conflicts ${elementId}`];
}
