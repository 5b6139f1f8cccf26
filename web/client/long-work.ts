import type { ProxyMarked } from 'comlink';
import { proxy } from 'comlink';

/** Work without a sign of life for this long is no reason to keep an account open: a server may simply never answer. */
const PATIENCE_MS = 5 * 60_000;

const running = new Set<symbol>();
const listeners = new Set<() => void>();
let signedAt = 0;

/** Long work begins that somebody asked for: while it gets on, the account does not lock. Gives what ends it. */
export function beginWork(): () => void {
  const work = Symbol('work');
  running.add(work);
  sign();
  return () => {
    if (!running.has(work)) return;
    sign();
    running.delete(work);
  };
}

/** The work under way gets on. */
export function signOfWork(): void {
  if (running.size > 0) sign();
}

/** A callback for the worker that follows long work; each call is a sign that it gets on. */
export function followed<T>(follow: (progress: T) => void): ((progress: T) => void) & ProxyMarked {
  return proxy((progress: T) => {
    signOfWork();
    follow(progress);
  });
}

/** When work went on last, `now` while it does; milliseconds since 1970, 0 where there was none. */
export function workedAt(now: number): number {
  return running.size > 0 && now - signedAt < PATIENCE_MS ? now : signedAt;
}

/**
 * Calls before each sign of work counts; gives what ends it. The timers of a page that nobody sees hardly run, and a machine that slept
 * must lock before what wakes up with it counts as work.
 */
export function onWork(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function sign(): void {
  for (const listener of listeners) listener();
  signedAt = Date.now();
}
