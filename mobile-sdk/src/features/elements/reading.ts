import type { ElementView } from '@sealchart/protocol';
import { BATCH_ITEMS, ELEMENT_VERSIONS, SealchartError } from '@sealchart/protocol';
import type { UnlockedSession } from '../../session/unlocked-session.ts';
import type { CallOptions } from '../../transport/caller.ts';
import { eraseIn } from './erased-element.ts';
import type { StoredElement } from './stored-element.ts';
import { StoredElement as StoredElementSchema, elementKey } from './stored-element.ts';

/** What one answer of the server held of the elements asked for. */
export interface ReadPage {
  readonly views: ReadonlyMap<string, ElementView>;
  /** Not there, or not for this account: they look the same. */
  readonly missing: readonly string[];
  /** Those of them whose access has ended, as the server says. */
  readonly ended: ReadonlySet<string>;
}

/** An element to read, with what this device verified of it last. */
export interface Wanted {
  readonly elementId: string;
  readonly known: StoredElement | undefined;
  /** Versions behind this one; default: behind what is known. */
  readonly after?: number;
}

/**
 * Reads what is newer than what is known, in as many requests as the server's limits ask for, one answer after another,
 * so that memory stays flat. What was not asked for is left out; chains are complete. Throws `E_ANSWER` when the
 * server puts everything off.
 */
export async function* readElements(
  session: UnlockedSession,
  wanted: readonly Wanted[],
  content: boolean,
): AsyncGenerator<ReadPage, void, void> {
  let left = new Map(wanted.map((item) => [item.elementId, item]));
  while (left.size > 0) {
    const asked = [...left.values()].slice(0, BATCH_ITEMS);
    const answer = await session.api.read({
      items: asked.map((item) => ({ elementId: item.elementId, after: afterOf(item) })),
      content,
    });
    const views = new Map<string, ElementView>();
    for (const view of answer.elements) {
      const item = left.get(view.elementId);
      if (item && !views.has(view.elementId)) views.set(view.elementId, await completeChain(session, view, afterOf(item)));
    }
    const postponed = new Set(answer.rest);
    const missing = asked.map((item) => item.elementId).filter((id) => !views.has(id) && !postponed.has(id));
    if (views.size + missing.length === 0) throw new SealchartError('E_ANSWER', { detail: 'nothing of what was asked for' });
    left = new Map([...left].filter(([id]) => !views.has(id) && !missing.includes(id)));
    yield { views, missing, ended: new Set(answer.ended.filter((id) => missing.includes(id))) };
  }
}

function afterOf({ known, after = known?.state.version ?? 0 }: Wanted): number {
  return after;
}

/** How one element is read. */
export interface ReadOptions extends CallOptions {
  /** Versions behind this one; default: behind what is known. */
  readonly after?: number;
}

/** Reads one element with its content. `E_NOT_FOUND`; for an element of the own record `E_INCOMPLETE`. */
export async function readElement(
  session: UnlockedSession,
  { elementId, known }: Wanted,
  { after = known?.state.version ?? 0, ...call }: ReadOptions = {},
): Promise<ElementView> {
  try {
    return await completeChain(session, await readPart(session, elementId, after, call), after);
  } catch (error) {
    const isWithheld =
      error instanceof SealchartError && error.code === 'E_NOT_FOUND' && known?.state.recordId === session.account.accountId;
    if (isWithheld) throw new SealchartError('E_INCOMPLETE', { detail: 'an element of the own record is withheld', cause: error });
    throw error;
  }
}

/** One answer about one element, each of a long chain of its own. `E_BIND`. */
async function readPart({ api }: UnlockedSession, elementId: string, after: number, call?: CallOptions): Promise<ElementView> {
  const view = await api.element(elementId, after, call);
  requireAsked(view, elementId);
  return view;
}

/** It is about the element that was asked for: a server could have another one erased or shared in its place. `E_BIND`. */
function requireAsked(view: ElementView, elementId: string): void {
  if (view.elementId !== elementId) throw new SealchartError('E_BIND', { detail: 'another element than was asked for' });
}

/**
 * Pages through a chain that is longer than one answer holds; content stays that of the last answer. No further than a chain can be:
 * nothing of it is verified before all of it is there, and a server could send without end.
 */
async function completeChain(session: UnlockedSession, view: ElementView, after: number): Promise<ElementView> {
  if (await eraseIn(session, view)) return view;
  let whole = view;
  const version = (): number => after + whole.chain.length;
  while (version() < Math.min(whole.newest, ELEMENT_VERSIONS)) {
    const next = await readPart(session, view.elementId, version());
    if (next.chain.length === 0) break;
    // Erased meanwhile: what came before is destroyed, and the end stands for all of it.
    if (await eraseIn(session, next)) return next;
    whole = { ...next, chain: [...whole.chain, ...next.chain] };
  }
  return whole;
}

/** What this device verified of these elements last. */
export function knownElements(session: UnlockedSession, elementIds: readonly string[]): Promise<Wanted[]> {
  return Promise.all(elementIds.map(async (elementId) => ({ elementId, known: await knownElement(session, elementId) })));
}

/** What this device verified of this element last. */
export function knownElement(session: UnlockedSession, elementId: string): Promise<StoredElement | undefined> {
  return session.store.get(elementKey(elementId), StoredElementSchema);
}
