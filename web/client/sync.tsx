'use client';
import { useQueryClient } from '@tanstack/react-query';
import { proxy } from 'comlink';
import type { ReactNode } from 'react';
import { createContext, useCallback, useContext, useEffect, useMemo, useRef, useState } from 'react';
import type { Problem } from '../worker/problem.ts';
import { rememberSync, rememberedSync } from './preferences.ts';
import { problemOf, tellRefusal } from './refused-act.ts';
import { useSession } from './session.tsx';

/** How this device stands with the server. */
export interface SyncValue {
  readonly state: 'syncing' | 'synced' | 'offline' | 'failed';
  /** Of a sync that takes long: rows taken up. */
  readonly progress?: { readonly done: number; readonly total?: number };
  /** When this device last heard everything; milliseconds since 1970. */
  readonly syncedAt?: number;
  /** What the server refused of what waits on this device, and why; it waits on. */
  readonly notSent: ReadonlyMap<string, Problem>;
  /**
   * Why what the server showed was refused. It stays until a sync was proven: a server that shows something false could fall silent
   * afterwards, and what it did would look like a network that is gone.
   */
  readonly refused: Problem | undefined;
  readonly syncNow: () => void;
}

type Standing = Omit<SyncValue, 'syncNow' | 'notSent' | 'refused'>;

const NOTHING: ReadonlyMap<string, Problem> = new Map();

const SyncContext = createContext<SyncValue | undefined>(undefined);

/** A refusal that another try mends as soon as the network is back. */
const isNetwork = ({ code }: Problem): boolean => code === 'E_NETWORK' || code === 'E_UNAVAILABLE';

/** Syncs when somebody gets in, when the server says that there is more, and when the network is back. One at a time. */
export function SyncProvider({ children }: { readonly children: ReactNode }) {
  const { acts, entries, follow } = useSession();
  const queries = useQueryClient();
  const [standing, setStanding] = useState<Standing>(() => ({ state: 'syncing', ...rememberedSync() }));
  const [notSent, setNotSent] = useState(NOTHING);
  const [refused, setRefused] = useState<Problem>();
  const isRunning = useRef(false);
  const isDue = useRef(false);

  const run = useCallback(async () => {
    isDue.current = true;
    if (isRunning.current) return;
    isRunning.current = true;
    const show = () =>
      Promise.all((['elements', 'people', 'waiting', 'account'] as const).map((topic) => queries.invalidateQueries({ queryKey: [topic] })));
    try {
      while (isDue.current) {
        isDue.current = false;
        setStanding(({ syncedAt }) => ({ state: 'syncing', ...(syncedAt !== undefined && { syncedAt }) }));
        const { sent } = await acts.sync(
          proxy((progress: { readonly done: number; readonly total?: number }) => {
            setStanding((last) => ({ ...last, progress }));
            void queries.invalidateQueries({ queryKey: ['elements'] });
          }),
        );
        const syncedAt = Date.now();
        rememberSync(syncedAt);
        setNotSent(new Map(sent.flatMap((outcome) => (outcome.ok ? [] : [[outcome.elementId, outcome.error] as const]))));
        setRefused(undefined);
        setStanding({ state: 'synced', syncedAt });
        await Promise.all([show(), follow()]);
      }
    } catch (error) {
      const problem = problemOf(error);
      if (!isNetwork(problem)) setRefused(problem);
      setStanding(({ syncedAt }) => ({
        state: isNetwork(problem) ? 'offline' : 'failed',
        ...(syncedAt !== undefined && { syncedAt }),
      }));
      await show();
    } finally {
      isRunning.current = false;
    }
  }, [acts, queries, follow]);

  useEffect(() => {
    // A new session at the server is listened to anew.
    if (entries === 0) return undefined;
    const sync = () => void run();
    sync();
    const pause = () => setStanding(({ syncedAt }) => ({ state: 'offline', ...(syncedAt !== undefined && { syncedAt }) }));
    addEventListener('online', sync);
    addEventListener('offline', pause);
    let wasGone = false;
    void acts.listen(
      proxy(sync),
      proxy((state) => {
        if (state === 'offline') setStanding((last) => ({ ...last, state: 'offline' }));
        // The server is there again, with news or without.
        else if (wasGone) sync();
        wasGone = state === 'offline';
      }),
      proxy((problem) => {
        setRefused(problem);
        setStanding((last) => ({ ...last, state: 'failed' }));
        tellRefusal(problem);
      }),
    );
    return () => {
      removeEventListener('online', sync);
      removeEventListener('offline', pause);
    };
  }, [acts, run, entries]);

  const value = useMemo<SyncValue>(() => ({ ...standing, notSent, refused, syncNow: () => void run() }), [standing, notSent, refused, run]);
  return <SyncContext value={value}>{children}</SyncContext>;
}

export function useSync(): SyncValue {
  const value = useContext(SyncContext);
  if (!value) throw new TypeError('no SyncProvider above');
  return value;
}
