import type { FormerContent, SealchartClient } from '@sealchart/sdk';
import { oneLine } from '../terminal/escape.ts';
import { changeLines } from './change-view.ts';
import type { CommandContext, OpenAccount } from './context.ts';
import { resolveElement } from './element-reference.ts';
import { typeOf } from './element-types.ts';
import { elementJson } from './element-view.ts';
import { COMMAND } from './execute.ts';
import { namesOf } from './person-view.ts';
import { authorLines, remarkJson, remarkLines } from './remark-view.ts';
import { contentLines } from './show.ts';
import { syncFirst } from './sync-step.ts';
import { contentVersionAt, parseVersions } from './version-option.ts';
import { versionLines } from './version-view.ts';

export interface ElementHistoryOptions {
  readonly version?: number;
  readonly compare?: readonly string[];
}

/** Versions of one element, one of them, or what is different between two. */
export async function elementHistory(context: CommandContext, reference: string, options: ElementHistoryOptions): Promise<void> {
  const opened = await context.open();
  const { client, account } = opened;
  await syncFirst(context, client);
  const element = resolveElement(reference, await client.list());
  const { elementId } = element;
  const versions = await client.history(elementId);
  if (options.version !== undefined) {
    return showVersion(context, opened, await client.openVersion(elementId, contentVersionAt(versions, options.version)));
  }
  if (options.compare !== undefined) {
    const { from, to } = parseVersions(options.compare, versions[0]?.version ?? element.version);
    const contents = { from: contentVersionAt(versions, from), to: contentVersionAt(versions, to) };
    return compare(context, client, { elementId, from, to, contents });
  }
  const nameOf = namesOf(account, await client.people());
  const { style } = context.output;
  await context.output.answer({ element: elementJson(element), versions }, () => [
    style.bold(oneLine(element.title)),
    '',
    ...versionLines(versions, { nameOf, style }),
    '',
    `One of them:         ${COMMAND} history ${elementId} --version ${versions.at(-1)?.version ?? 1}`,
    ...(versions.length < 2 ? [] : [`What became of it:   ${COMMAND} history ${elementId} --compare ${versions.at(-1)?.version ?? 1}`]),
  ]);
}

async function showVersion(context: CommandContext, { client, account }: OpenAccount, content: FormerContent): Promise<void> {
  const { elementId, contentVersion, schema, title, body, open, author, authoredAt, remarks } = content;
  const nameOf = namesOf(account, await client.people());
  const { style } = context.output;
  const json = { elementId, contentVersion, type: typeOf(schema), schema, title, body, open, author, authoredAt };
  await context.output.answer({ content: { ...json, remarks: remarks.map(remarkJson) } }, () => [
    style.bold(oneLine(title)),
    `  type        ${oneLine(typeOf(schema))}`,
    ...authorLines(content, nameOf(author), style),
    `  version     ${contentVersion}`,
    `  id          ${elementId}`,
    '',
    ...contentLines(schema, body),
    ...remarkLines(remarks, nameOf, style),
  ]);
}

interface Compared {
  readonly elementId: string;
  readonly from: number;
  readonly to: number;
  readonly contents: { readonly from: number; readonly to: number };
}

async function compare(context: CommandContext, client: SealchartClient, { elementId, from, to, contents }: Compared): Promise<void> {
  const isSame = contents.from === contents.to;
  const changes = isSame ? [] : await client.compareVersions(elementId, contents.from, contents.to);
  await context.output.answer({ elementId, from: contents.from, to: contents.to, changes }, () => {
    if (changes.length === 0) return [`The content of version ${from} and of version ${to} is the same.`];
    return [`From version ${from} (-) to version ${to} (+):`, '', ...changeLines(changes, context.output.style)];
  });
}
