import type { UnlockedSession } from '../../session/unlocked-session.ts';
import { knownElements } from './reading.ts';
import type { StoredElement } from './stored-element.ts';
import { elementKey } from './stored-element.ts';

/**
 * Keeps that these states were verified, where an act went no further with them than to look, or was refused: the server must not show
 * less from then on. Lists go on to show what they show until the newer content is proven, too. `E_STORE`, `E_LOCKED`.
 */
export async function keepVerified(session: UnlockedSession, verified: readonly StoredElement[]): Promise<void> {
  const known = await knownElements(
    session,
    verified.map(({ state }) => state.elementId),
  );
  const put = new Map(
    verified.flatMap((stored, i) => {
      const { elementId, version } = stored.state;
      const before = known[i]?.known;
      return version > newestVerified(before) ? [[elementKey(elementId), withAhead(before, stored)] as const] : [];
    }),
  );
  if (put.size > 0) await session.store.write({ put });
}

/** The newest version of an element that this device verified; 0 for none. */
function newestVerified(known: StoredElement | undefined): number {
  return Math.max(known?.state.version ?? 0, known?.ahead?.version ?? 0);
}

function withAhead(known: StoredElement | undefined, stored: StoredElement): StoredElement {
  if (known?.summary === undefined || stored.summary) return stored;
  const { version, manifestHash } = stored.state;
  return { ...known, ahead: { version, manifestHash } };
}
