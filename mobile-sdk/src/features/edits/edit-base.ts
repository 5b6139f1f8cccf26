import { SealchartError, atLeast, roleAt } from '@sealchart/protocol';
import type { ElementsContext } from '../elements/context.ts';
import { requireNotErased } from '../elements/erased-element.ts';
import { keptContent } from '../elements/kept-content.ts';
import { keepProven, proveElement } from '../elements/opening.ts';
import { knownElement, readElement } from '../elements/reading.ts';
import type { StoredElement } from '../elements/stored-element.ts';
import type { Snapshot } from './snapshot.ts';
import { snapshotOf } from './snapshot.ts';

/** What an edit begins with. */
export interface EditBase {
  readonly stored: StoredElement;
  /** The content that this device opened or wrote last, where it did. */
  readonly seen: { readonly contentVersion: number; readonly content: Snapshot } | undefined;
}

/**
 * What this device knows of an element that its person wants to change. What is not known, or not known to be theirs to change, is asked
 * for first. `E_RIGHT` below editor, `E_NOT_FOUND`, `E_ERASED`, and as `proveElement`.
 */
export async function editBase(context: ElementsContext, elementId: string): Promise<EditBase> {
  const { session } = context;
  await requireNotErased(session, elementId);
  const known = await knownElement(session, elementId);
  if (known && !known.gone && known.summary && isEditor(session, known)) {
    const kept = await keptContent(session, elementId);
    const seen = kept && { contentVersion: kept.content.contentVersion, content: snapshotOf(kept.content, kept.open) };
    return { stored: known, seen };
  }
  const proven = await proveElement(context, await readElement(session, { elementId, known }), known);
  const { stored, content, open } = proven;
  if (!isEditor(session, stored)) throw new SealchartError('E_RIGHT', { detail: `you are ${roleOf(session, stored)} of this element` });
  await keepProven(session, proven);
  return { stored, seen: { contentVersion: content.contentVersion, content: snapshotOf(content, open) } };
}

function isEditor(session: ElementsContext['session'], stored: StoredElement): boolean {
  const role = ownRole(session, stored);
  return role !== undefined && atLeast(role, 'editor');
}

function roleOf(session: ElementsContext['session'], stored: StoredElement): string {
  return ownRole(session, stored) ?? 'no reader';
}

function ownRole({ account, ports }: ElementsContext['session'], { state }: StoredElement) {
  return roleAt(state.audience, account.accountId, ports.clock.now());
}
