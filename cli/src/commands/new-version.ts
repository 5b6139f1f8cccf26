import { Buffer } from 'node:buffer';
import { SealchartError } from '@sealchart/protocol';
import type { Draft, ElementSummary, Outcome, SealchartClient, WaitingEdit } from '@sealchart/sdk';
import type { CommandContext } from './context.ts';
import { draftOf, readAll } from './draft-source.ts';
import { resolveElement } from './element-reference.ts';
import { NOTE, typeOf } from './element-types.ts';
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
  /** True where the person named it; else it keeps a title that somebody gave it. */
  readonly isTitled: boolean;
  /** The content version that the edit was made from. */
  readonly base?: number | undefined;
}

export interface StoredVersion {
  readonly outcome: Outcome;
  /** As it was sent, with the title that it got. */
  readonly draft: Draft;
}

/** A note stays a note, and a resource keeps its type: anything else would be another thing under the same id. `E_USAGE`. */
export async function storeVersion(
  context: CommandContext,
  client: SealchartClient,
  { reference, draft, isTitled, base }: VersionOptions,
): Promise<StoredVersion> {
  await syncIfReachable(context, client, { isKeeping: true });
  const element = resolveElement(reference, await client.list());
  if (element.schema !== draft.schema) {
    throw new SealchartError('E_USAGE', {
      detail: `${element.elementId} is ${typeOf(element.schema)}, the file is ${typeOf(draft.schema)}: an element keeps its type, and add makes a new one`,
    });
  }
  if (base !== undefined && base > element.version) {
    throw new SealchartError('E_USAGE', { detail: `--base ${base} is no version yet: the newest is ${element.version}` });
  }
  const titled = isTitled ? draft : { ...draft, title: await keptTitle(client, element, draft) };
  const options = base === undefined ? {} : { base: await contentBase(client, element, base) };
  const outcome = await tellingWhatIsKept(context, client, { elementId: element.elementId, kind: 'content' }, () =>
    client.update(element.elementId, titled, options),
  );
  return { outcome, draft: titled };
}

/**
 * A title that a person gave stays when the text changes; one that was made from the text is made anew. Where the former text cannot be
 * asked for, a note keeps its title, and a resource says its own.
 */
async function keptTitle(client: SealchartClient, { elementId, contentVersion, title }: ElementSummary, draft: Draft): Promise<string> {
  try {
    const former = await client.openVersion(elementId, contentVersion);
    const made = await draftOf(Buffer.from(former.body), undefined);
    return former.title === made.title ? draft.title : former.title;
  } catch (error) {
    if (!(error instanceof SealchartError)) throw error;
    return typeOf(draft.schema) === NOTE ? title : draft.title;
  }
}

/**
 * Does an act that writes down what it sends; when it fails for want of a login, the person hears that nothing is lost. Only where it was
 * written down: what this device never opened cannot be.
 */
export async function tellingWhatIsKept(
  { output }: CommandContext,
  client: Pick<SealchartClient, 'waiting'>,
  { elementId, kind }: Pick<WaitingEdit, 'elementId' | 'kind'>,
  act: () => Promise<Outcome>,
): Promise<Outcome> {
  const timesOf = async (): Promise<string[]> =>
    (await client.waiting()).filter((edit) => edit.elementId === elementId && edit.kind === kind).map(({ editedAt }) => editedAt);
  const before = await timesOf();
  try {
    return await act();
  } catch (error) {
    const isLoggedOut = error instanceof SealchartError && error.code === 'E_UNAUTHENTICATED';
    if (isLoggedOut && (await timesOf()).some((editedAt) => !before.includes(editedAt))) {
      output.note('What you wrote is kept on this device, sealed, and is sent after the next login.', '');
    }
    throw error;
  }
}

/** The content that a version showed: only for one before the newest content the chain has to be asked. */
async function contentBase(client: SealchartClient, { elementId, contentVersion }: ElementSummary, base: number): Promise<number> {
  return base >= contentVersion ? contentVersion : contentVersionAt(await client.history(elementId), base);
}
