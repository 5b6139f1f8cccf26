'use client';
import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { createContext, useCallback, useContext, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { beginWork, signOfWork } from '../../client/long-work.ts';
import { useSession } from '../../client/session.tsx';
import { forgetImport, rememberImport, wasImporting } from '../../client/tab-memory.ts';
import { ImportRunner } from './import-runner.ts';
import type { ImportState } from './import-state.ts';
import { isRunning, isUnderWay } from './import-state.ts';

interface ImportValue {
  readonly runner: ImportRunner;
  /** The one before ended with the page that it ran in, unfinished. */
  readonly isCut: boolean;
  /** Whoever is here knows. */
  readonly forgetCut: () => void;
}

const ImportContext = createContext<ImportValue | undefined>(undefined);

/** Stands above all pages, so that an import goes on while somebody looks at others. */
export function ImportProvider({ children }: { readonly children: ReactNode }) {
  const { acts, entries, session } = useSession();
  const queries = useQueryClient();
  const [runner] = useState(
    () =>
      new ImportRunner(acts, () => {
        for (const topic of ['elements', 'imports']) void queries.invalidateQueries({ queryKey: [topic] });
      }),
  );
  const state = useSyncExternalStore(runner.subscribe, runner.state, runner.state);
  const isUnlocked = session.phase === 'unlocked';
  const isGuarded = isUnderWay(state) && isUnlocked;
  const isAtWork = isRunning(state) && isUnlocked;
  const [isCut, setCut] = useState(wasImporting);
  const forgetCut = useCallback(() => {
    forgetImport();
    setCut(false);
  }, []);

  useEffect(() => {
    if (!isAtWork) return undefined;
    const end = beginWork();
    const stop = runner.subscribe(signOfWork);
    return () => {
      stop();
      end();
    };
  }, [isAtWork, runner]);

  useEffect(() => {
    // Where the record locks under an import nothing is forgotten: whoever unlocks is told.
    if (!isUnlocked) return undefined;
    let isIn = runner.state().step === 'import';
    return runner.subscribe(() => {
      if ((runner.state().step === 'import') === isIn) return;
      isIn = !isIn;
      if (isIn) rememberImport();
      else forgetImport();
      setCut(false);
    });
  }, [isUnlocked, runner]);

  useEffect(() => {
    if (entries > 0) void runner.loggedIn();
  }, [entries, runner]);

  useEffect(() => {
    const retry = () => void runner.networkIsBack();
    addEventListener('online', retry);
    return () => removeEventListener('online', retry);
  }, [runner]);

  useEffect(() => {
    if (!isGuarded) return undefined;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', warn);
    return () => removeEventListener('beforeunload', warn);
  }, [isGuarded]);

  const value = useMemo(() => ({ runner, isCut, forgetCut }), [runner, isCut, forgetCut]);
  return <ImportContext value={value}>{children}</ImportContext>;
}

/** The import of this tab, and where it is. */
export function useImport(): ImportValue & { readonly state: ImportState } {
  const value = useContext(ImportContext);
  if (!value) throw new TypeError('no ImportProvider above');
  const { runner } = value;
  return { ...value, state: useSyncExternalStore(runner.subscribe, runner.state, runner.state) };
}
