import type { LocalStore } from '../../ports/local-store.ts';
import { TURN_PATIENCE_MS, Turns, busy } from '../../store/turns.ts';

/**
 * [Note: Web Locks] One lock for all windows of the origin, in order of arrival; the browser takes it back from a window that closes,
 * crashes or ends its worker. A window that is frozen in the middle of an act keeps it. It is not stolen: the others say `E_BUSY` until
 * the person closes it or comes back to it. Where it should go on after all, `StoreChanges.expected` keeps it from writing over others.
 */
export function exclusiveIn(name: string): LocalStore['exclusive'] {
  // Without a secure context there are no Web Locks, nor any window that could unlock an account.
  const locks = (globalThis.navigator as Partial<Navigator> | undefined)?.locks;
  if (!locks) {
    const turns = new Turns();
    return (act, options) => turns.take(act, options);
  }
  return async (act, { patienceMs = TURN_PATIENCE_MS } = {}) => {
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(busy()), patienceMs);
    const whenGranted = () => {
      clearTimeout(timer);
      return act();
    };
    try {
      return await locks.request(`sealchart/${name}`, { signal: patience.signal }, whenGranted);
    } finally {
      clearTimeout(timer);
    }
  };
}
