import type { ErrorCode } from '@sealchart/protocol';
import { SealchartError } from '@sealchart/protocol';

/** Failures of the network, the session or the device: they stop an act as a whole and say nothing about one element. */
const STOPS: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'E_NETWORK',
  'E_UNAVAILABLE',
  'E_THROTTLED',
  'E_INTERNAL',
  'E_UNAUTHENTICATED',
  'E_PROTOCOL',
  'E_ANSWER',
  'E_REALM',
  'E_STORE',
  'E_LOCKED',
  'E_NOT_LOGGED_IN',
]);

/** What came of an act on one element: its refusal is a value, everything that stops the whole act is thrown. */
export type Attempt<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: SealchartError };

/** Runs an act on one element. Rethrows what is no `SealchartError`, and what stops the act as a whole. */
export async function attempt<T>(act: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { ok: true, value: await act() };
  } catch (error) {
    if (!(error instanceof SealchartError) || STOPS.has(error.code)) throw error;
    return { ok: false, error };
  }
}
