import type { Bytes, Certificate } from '@sealchart/protocol';
import { HISTORY_PACKETS, SealchartError } from '@sealchart/protocol';
import { replayChain } from './chain-replay.ts';
import { unsealKey } from './content-opening.ts';
import type { ElementsContext } from './context.ts';
import { openingAt, readContent } from './former-content.ts';
import { mapInFlight } from './in-flight.ts';
import type { SealedHistory } from './seal.ts';
import { wrapHistory } from './seal.ts';
import type { StoredElement } from './stored-element.ts';

/**
 * Wraps the keys of every former content of a verified element for a new reader of its history; each is compared with its commitment
 * before. `E_LIMIT` for a longer history than one share can give, `E_GRANT` where this account cannot open all of it itself,
 * `E_CONFLICT` when the element changed since it was verified.
 */
export async function sealHistory(
  context: ElementsContext,
  { state }: StoredElement,
  reader: { readonly accountId: string; readonly certificate: Certificate },
): Promise<SealedHistory> {
  // The first version of an element always brings content.
  if (state.content.contentVersion === 1) return { entry: {}, packets: [] };
  const replay = await replayChain(context, state.elementId);
  if (replay.newest.state.version !== state.version) throw new SealchartError('E_CONFLICT', { detail: 'it changed meanwhile' });
  const contents = replay.versions.filter(({ value }) => value.kind === 'content').map(({ value }) => value.version);
  const formers = contents.filter((contentVersion) => contentVersion < state.content.contentVersion);
  requireHistoryRoom(formers.length);
  if (formers.some((contentVersion) => !replay.packets.has(contentVersion))) {
    throw new SealchartError('E_GRANT', { detail: 'the history can be shared only by somebody who reads all of it' });
  }
  const keys = await mapInFlight(formers, async (contentVersion) => {
    const sealed = await readContent(context.session, replay, contentVersion);
    const sessionKey: Bytes = await unsealKey(context.session, openingAt(replay, contentVersion).opening, sealed);
    return { contentVersion, sessionKey };
  });
  return wrapHistory(reader, keys);
}

/** One share carries the keys of so many former contents. `E_LIMIT`. */
export function requireHistoryRoom(contents: number): void {
  if (contents <= HISTORY_PACKETS) return;
  const detail = `a share gives at most ${HISTORY_PACKETS} earlier contents, this has ${contents}; share it without its history, or a copy`;
  throw new SealchartError('E_LIMIT', { detail });
}
