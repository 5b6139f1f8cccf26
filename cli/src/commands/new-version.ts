import { SealchartError } from '@sealchart/protocol';
import type { Draft, ElementSummary, Outcome, SealchartClient } from '@sealchart/sdk';
import type { CommandContext } from './context.ts';
import { draftOf, readAll } from './draft-source.ts';
import { resolveElement } from './element-reference.ts';
import { typeOf } from './element-types.ts';
import { syncIfReachable } from './sync-step.ts';
import { contentVersionAt } from './version-option.ts';

/** Bytes of a file, or of standard input for `-`; `invitation` is said where they are typed. */
export async function readInput(context: CommandContext, file: string, invitation: string): Promise<Uint8Array> {
  if (file === '-' && context.prompts.isInteractive) context.output.note(`${invitation}; end it with Ctrl-D on a line of its own.`);
  const source: AsyncIterable<Uint8Array | string> = file === '-' ? context.host.stdin : context.host.openFile(file).open();
  return readAll(source);
}

/** What `add` and `edit` take: a note or a resource, from a file or standard input. Errors as `draftOf`. */
export async function readDraft(context: CommandContext, file: string, title: string | undefined): Promise<Draft> {
  return draftOf(await readInput(context, file, 'Write your note'), title);
}

export interface VersionOptions {
  /** Id of the element, or its beginning. */
  readonly reference: string;
  readonly draft: Draft;
  /** The content version that the edit was made from. */
  readonly base?: number | undefined;
}

/** A note stays a note, and a resource keeps its type: anything else would be another thing under the same id. `E_USAGE`. */
export async function storeVersion(
  context: CommandContext,
  client: SealchartClient,
  { reference, draft, base }: VersionOptions,
): Promise<Outcome> {
  await syncIfReachable(context, client);
  const element = resolveElement(reference, await client.list());
  if (element.schema !== draft.schema) {
    throw new SealchartError('E_USAGE', {
      detail: `${element.elementId} is ${typeOf(element.schema)}, the file is ${typeOf(draft.schema)}`,
    });
  }
  if (base !== undefined && base > element.version) {
    throw new SealchartError('E_USAGE', { detail: `--base ${base} is no version yet: the newest is ${element.version}` });
  }
  return client.update(element.elementId, draft, base === undefined ? {} : { base: await contentBase(client, element, base) });
}

/** The content that a version showed: only for one before the newest content the chain has to be asked. */
async function contentBase(client: SealchartClient, { elementId, contentVersion }: ElementSummary, base: number): Promise<number> {
  return base >= contentVersion ? contentVersion : contentVersionAt(await client.history(elementId), base);
}
