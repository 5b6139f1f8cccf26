import { CLOCK_AHEAD_MS, SealchartError, fromInstant } from '@sealchart/protocol';

/** Throws `E_CLOCK` for a statement from the future. How old it is does not matter: a device may have been without network. */
export function checkTime(authoredAt: string, nowMs: number): void {
  if (fromInstant(authoredAt) > nowMs + CLOCK_AHEAD_MS)
    throw new SealchartError('E_CLOCK', { detail: 'authoredAt lies ahead of the server' });
}
