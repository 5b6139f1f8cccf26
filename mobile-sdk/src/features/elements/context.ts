import type { UnlockedSession } from '../../session/unlocked-session.ts';
import type { Directory } from '../directory/directory.ts';
import { elementIndex } from './element-index.ts';

/** What every act on elements works with. */
export interface ElementsContext {
  readonly session: UnlockedSession;
  readonly directory: Directory;
  /**
   * Runs one step of a long act while nothing else of this account moves the record on; between two steps others have their turn. The
   * step works with the context that it is given: keys and pins may have moved since the one before. `isAfterOthers`: somebody may
   * have written since the last step of this act, so what was decided outside of a turn is to be looked at again. Within a step it runs
   * at once. `E_LOCKED` once the account was locked or left, even if it is open again.
   */
  readonly inTurn: <T>(step: (context: ElementsContext, isAfterOthers: boolean) => Promise<T>) => Promise<T>;
}

/** The context of an act that has its turn: its steps are part of it. */
export function contextOf(session: UnlockedSession, directory: Directory): ElementsContext {
  // From here on every write of an element takes the pages of lists with it.
  elementIndex(session);
  const context: ElementsContext = { session, directory, inTurn: (step) => step(context, false) };
  return context;
}
