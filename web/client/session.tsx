'use client';
import type { OwnAccount } from '@sealchart/sdk';
import { useQueryClient } from '@tanstack/react-query';
import type { Remote } from 'comlink';
import { useLocale } from 'next-intl';
import type { ReactNode } from 'react';
import { createContext, useCallback, useContext, useEffect, useMemo, useRef, useState } from 'react';
import type { Acts } from '../worker/acts/acts.ts';
import type { Problem } from '../worker/problem.ts';
import { problemOf } from './refused-act.ts';
import type { RunningWorker } from './worker.ts';
import { startWorker } from './worker.ts';

/** What this tab knows of the account. */
export type Session =
  | { readonly phase: 'starting' }
  | { readonly phase: 'failed'; readonly problem: Problem }
  | { readonly phase: 'empty' | 'locked' }
  | { readonly phase: 'unlocked'; readonly account: OwnAccount };

interface SessionValue {
  readonly session: Session;
  /** The worker's acts. */
  readonly acts: Remote<Acts>;
  /** The account is open in the worker. */
  readonly enter: (account: OwnAccount) => void;
  /** Ends the worker, forgets what was shown and replaces the page. */
  readonly lock: () => Promise<void>;
}

const SessionContext = createContext<SessionValue | undefined>(undefined);

/** Starts the worker after the first paint, and tells pages whether somebody is in. */
export function SessionProvider({ children }: { readonly children: ReactNode }) {
  const locale = useLocale();
  const queries = useQueryClient();
  const worker = useRef<RunningWorker>(undefined);
  const [session, setSession] = useState<Session>({ phase: 'starting' });

  const running = useCallback((): RunningWorker => {
    worker.current ??= startWorker();
    return worker.current;
  }, []);

  useEffect(() => {
    let isGone = false;
    const begin = async (): Promise<Session> => {
      try {
        const { state, account } = await running().acts.begin();
        if (state === 'unlocked' && account) return { phase: 'unlocked', account };
        return { phase: state === 'empty' ? 'empty' : 'locked' };
      } catch (error) {
        return { phase: 'failed', problem: problemOf(error) };
      }
    };
    const show = async (): Promise<void> => {
      const begun = await begin();
      if (!isGone) setSession(begun);
    };
    void show();
    return () => {
      isGone = true;
    };
  }, [running]);

  const lock = useCallback(async () => {
    const current = running();
    setSession({ phase: 'locked' });
    queries.clear();
    await current.acts.lock().catch(() => undefined);
    current.end();
    location.replace(`/${locale}/unlock/`);
  }, [locale, queries, running]);

  const value = useMemo<SessionValue>(
    () => ({
      session,
      get acts() {
        return running().acts;
      },
      enter: (account) => setSession({ phase: 'unlocked', account }),
      lock,
    }),
    [session, running, lock],
  );
  return <SessionContext value={value}>{children}</SessionContext>;
}

export function useSession(): SessionValue {
  const value = useContext(SessionContext);
  if (!value) throw new TypeError('no SessionProvider above');
  return value;
}

/** The account of a page that is only shown to who is in. */
export function useAccount(): OwnAccount {
  const { session } = useSession();
  if (session.phase !== 'unlocked') throw new TypeError('nobody is in');
  return session.account;
}
