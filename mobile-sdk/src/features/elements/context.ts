import type { UnlockedSession } from '../../session/unlocked-session.ts';
import type { Directory } from '../directory/directory.ts';

/** What every act on elements works with. */
export interface ElementsContext {
  readonly session: UnlockedSession;
  readonly directory: Directory;
}
