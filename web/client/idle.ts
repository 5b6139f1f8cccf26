'use client';
import { useCallback, useEffect, useRef, useState } from 'react';
import { onWork, workedAt } from './long-work.ts';
import { lockMinutes } from './preferences.ts';
import { useSession } from './session.tsx';
import { tabs } from './tabs.ts';

const MINUTE_MS = 60_000;
/** How long before the account locks the person is warned; where it locks after a minute, a third of that. */
const WARNING_MS = MINUTE_MS;
/** What the person does is told to the other tabs and to the worker this often at most. */
const TELL_MS = 5_000;
const ACTS = ['pointerdown', 'keydown', 'wheel', 'touchmove', 'scroll'] as const;

/** When an account locks in which somebody did something now; milliseconds since 1970. */
export function idleDeadline(): number {
  return Date.now() + lockMinutes() * MINUTE_MS;
}

/** The account is about to lock, or not. */
export interface Idle {
  /** Until it locks; undefined while nobody needs to be warned. */
  readonly secondsLeft: number | undefined;
  /** The person is there. */
  readonly stay: () => void;
}

/**
 * Locks the account when nobody does anything in any tab, and says so before. Also right after the machine slept past the deadline. Long
 * work that somebody asked for counts as long as it gets on: the time begins when it has ended.
 */
export function useIdleLock(): Idle {
  const { acts, lock } = useSession();
  const [secondsLeft, setSecondsLeft] = useState<number>();
  const activeAt = useRef(0);
  const toldAt = useRef(0);
  const isWarning = useRef(false);

  const be = useCallback(
    (at: number, isHere: boolean) => {
      activeAt.current = Math.max(activeAt.current, at);
      if (isHere && at - toldAt.current >= TELL_MS) {
        toldAt.current = at;
        tabs().tell({ kind: 'active', at });
        acts.extend(idleDeadline()).catch(() => undefined);
      }
    },
    [acts],
  );

  const stay = useCallback(() => {
    isWarning.current = false;
    setSecondsLeft(undefined);
    toldAt.current = 0;
    be(Date.now(), true);
  }, [be]);

  useEffect(() => {
    activeAt.current = Date.now();
    const check = () => {
      const now = Date.now();
      const worked = workedAt(now);
      if (worked > activeAt.current) be(worked, true);
      const idleMs = lockMinutes() * MINUTE_MS;
      const leftMs = activeAt.current + idleMs - now;
      // A clock that was put back must not keep the account open.
      if (leftMs <= 0 || leftMs > idleMs + MINUTE_MS) {
        void lock();
        return;
      }
      isWarning.current = leftMs <= Math.min(WARNING_MS, idleMs / 3);
      setSecondsLeft(isWarning.current ? Math.ceil(leftMs / 1_000) : undefined);
    };
    // While somebody is warned, only the answer counts: a nudge of the table is none.
    const act = () => {
      if (!isWarning.current) be(Date.now(), true);
    };
    const stopTabs = tabs().listen((news) => {
      if (news.kind === 'active') be(Math.min(news.at, Date.now()), false);
    });
    const stopWork = onWork(check);
    const timer = setInterval(check, 1_000);
    for (const name of ACTS) addEventListener(name, act, { capture: true, passive: true });
    for (const name of ['focus', 'pageshow'] as const) addEventListener(name, check);
    document.addEventListener('visibilitychange', check);
    return () => {
      stopTabs();
      stopWork();
      clearInterval(timer);
      for (const name of ACTS) removeEventListener(name, act, { capture: true });
      for (const name of ['focus', 'pageshow'] as const) removeEventListener(name, check);
      document.removeEventListener('visibilitychange', check);
    };
  }, [be, lock]);

  return { secondsLeft, stay };
}
