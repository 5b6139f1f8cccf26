'use client';
import type { OwnAccount } from '@sealchart/sdk';
import { useQueryClient } from '@tanstack/react-query';
import { useLocale } from 'next-intl';
import type { ReactNode } from 'react';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { beginSession } from './beginning.ts';
import { idleDeadline } from './idle.ts';
import { forgetAccount } from './preferences.ts';
import { onRefusal, problemOf, tellRefusal } from './refused-act.ts';
import type { Session, SessionValue } from './session.tsx';
import { SessionContext } from './session.tsx';
import { forgetImport, keepUnlockedText, rememberPlace, takePlace, unlockedText } from './tab-memory.ts';
import { tabs } from './tabs.ts';
import { runningWorker, workerActs as acts } from './worker.ts';

/** A worker in the middle of long work is not waited for: what it held goes with it. */
const LOCK_PATIENCE_MS = 1_500;

/** How a page ends that showed an account. */
interface Leaving {
  /** Page to go to; none is the welcome. */
  readonly to: 'unlock' | '';
  /** The account locks in the whole browser, not in this tab alone. */
  readonly isLock: boolean;
  /** Comes back to this page after unlocking. */
  readonly isComingBack: boolean;
}

/** Starts the worker after the first paint, and tells pages whether somebody is in. */
export function SessionProvider({ children }: { readonly children: ReactNode }) {
  const locale = useLocale();
  const queries = useQueryClient();
  const [session, show] = useState<Session>({ phase: 'starting' });
  const [ended, showEnded] = useState<SessionValue['ended']>();
  const [entries, setEntries] = useState(0);
  /** As `session`, for who is told something between two paints. */
  const current = useRef(session);
  /** The account is being removed: acts under way are refused, and none of them decides where the page goes. */
  const isSigningOut = useRef(false);
  /** As `ended`, in the same way. */
  const hasEnded = useRef(false);

  const setSession = useCallback((next: Session) => {
    if (current.current.phase === 'leaving') return;
    current.current = next;
    show(next);
  }, []);

  const setEnded = useCallback((next: SessionValue['ended']) => {
    hasEnded.current = next !== undefined;
    showEnded(next);
  }, []);

  const leave = useCallback(
    async ({ to, isLock, isComingBack }: Leaving) => {
      if (current.current.phase === 'leaving') return;
      if (isComingBack && current.current.phase === 'unlocked') rememberPlace();
      keepUnlockedText(undefined);
      // At once: nothing is shown while the worker forgets, and no form asks whether it may be left.
      flushSync(() => setSession({ phase: 'leaving' }));
      queries.clear();
      const patience = new Promise((resolve) => setTimeout(resolve, LOCK_PATIENCE_MS));
      if (isLock) await Promise.race([acts.lock().catch(() => undefined), patience]);
      runningWorker().end();
      location.replace(`/${locale}/${to === '' ? '' : `${to}/`}`);
    },
    [locale, queries, setSession],
  );

  const lock = useCallback(async () => {
    tabs().tell({ kind: 'locked' });
    await leave({ to: 'unlock', isLock: true, isComingBack: true });
  }, [leave]);

  const signOut = useCallback(
    async (end?: () => Promise<void>) => {
      isSigningOut.current = true;
      try {
        await end?.();
        await acts.signOut();
      } catch (error) {
        isSigningOut.current = false;
        // What was refused meanwhile counts after all, such as a session that has ended.
        tellRefusal(problemOf(error));
        throw error;
      }
      isSigningOut.current = false;
      takePlace();
      forgetImport();
      forgetAccount();
      tabs().tell({ kind: 'signedOut' });
      await leave({ to: '', isLock: false, isComingBack: false });
    },
    [leave],
  );

  const stayUnlocked = useCallback(async () => {
    try {
      const wrapped = await acts.stayUnlocked(idleDeadline());
      if (current.current.phase !== 'unlocked') return;
      keepUnlockedText(wrapped);
      tabs().tell({ kind: 'unlocked', wrapped });
    } catch {
      // It is open here all the same; a reload asks for the password.
    }
  }, []);

  const enter = useCallback(
    (account: OwnAccount) => {
      setEnded(undefined);
      setEntries((count) => count + 1);
      setSession({ phase: 'unlocked', account });
      void stayUnlocked();
    },
    [setEnded, setSession, stayUnlocked],
  );

  const renew = useCallback(async () => {
    if (current.current.phase !== 'unlocked') return;
    try {
      setSession({ phase: 'unlocked', account: await acts.account() });
    } catch {
      // The act before has ended the account: whoever asked for it knows.
      return;
    }
    await stayUnlocked();
  }, [setSession, stayUnlocked]);

  const follow = useCallback(async () => {
    const before = current.current;
    if (before.phase !== 'unlocked') return;
    const account = await acts.account();
    const isSame = JSON.stringify(account) === JSON.stringify(before.account);
    if (!isSame && current.current === before) setSession({ phase: 'unlocked', account });
  }, [setSession]);

  useEffect(() => {
    let isGone = false;
    const begin = async (given?: string) => {
      const begun = await beginSession(given);
      if (isGone || current.current.phase === 'unlocked') return;
      setSession(begun);
      if (begun.phase !== 'unlocked') return;
      setEntries((count) => count + 1);
      await acts.extend(idleDeadline()).catch(() => undefined);
    };
    void begin();
    return () => {
      isGone = true;
    };
  }, [setSession]);

  useEffect(() => {
    const isUnlocked = () => current.current.phase === 'unlocked';
    // A browser holds one account: where another tab made one or logged in, this one is in, too.
    const isOut = () => current.current.phase === 'locked' || current.current.phase === 'empty';
    const stopRefusals = onRefusal(({ code }) => {
      if (!isUnlocked() || isSigningOut.current) return;
      if (code === 'E_UNAUTHENTICATED') setEnded('expired');
      if (code === 'E_KEYS_RENEWED') setEnded('renewed');
      // Another tab gave the account new keys, or removed it.
      if (code === 'E_LOCKED') void leave({ to: 'unlock', isLock: false, isComingBack: true });
      if (code === 'E_NOT_LOGGED_IN') void leave({ to: '', isLock: false, isComingBack: false });
    });
    if (!('BroadcastChannel' in globalThis)) return stopRefusals;
    const open = async (wrapped: string) => {
      const begun = await beginSession(wrapped);
      if (begun.phase !== 'unlocked' || !isOut()) return;
      setEntries((count) => count + 1);
      setSession(begun);
    };
    const stopTabs = tabs().listen((news) => {
      const wrapped = unlockedText();
      if (news.kind === 'asking' && isUnlocked() && wrapped !== undefined) tabs().tell({ kind: 'unlocked', wrapped });
      if (news.kind === 'unlocked' && isOut()) void open(news.wrapped);
      // Somebody logged in again there: the session is one of the whole browser.
      if (news.kind === 'unlocked' && isUnlocked() && hasEnded.current) {
        setEnded(undefined);
        setEntries((count) => count + 1);
      }
      if (news.kind === 'locked') {
        keepUnlockedText(undefined);
        if (isUnlocked()) void leave({ to: 'unlock', isLock: true, isComingBack: true });
      }
      if (news.kind === 'signedOut') {
        takePlace();
        forgetImport();
        void leave({ to: '', isLock: false, isComingBack: false });
      }
    });
    // A page that the browser kept aside and shows again heard nothing meanwhile: it begins anew, and finds out whether it may.
    const onShow = ({ persisted }: PageTransitionEvent) => {
      if (!persisted || !isUnlocked()) return;
      flushSync(() => setSession({ phase: 'leaving' }));
      queries.clear();
      runningWorker().end();
      location.reload();
    };
    addEventListener('pageshow', onShow);
    return () => {
      stopRefusals();
      stopTabs();
      removeEventListener('pageshow', onShow);
    };
  }, [leave, queries, setEnded, setSession]);

  const value = useMemo<SessionValue>(
    () => ({
      session,
      acts,
      ended,
      putOff: () => setEnded(undefined),
      entries,
      enter,
      renew,
      follow,
      lock,
      signOut,
    }),
    [session, ended, setEnded, entries, enter, renew, follow, lock, signOut],
  );
  return <SessionContext value={value}>{children}</SessionContext>;
}
