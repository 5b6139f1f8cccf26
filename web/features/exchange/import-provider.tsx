'use client';
import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { createContext, useContext, useEffect, useState, useSyncExternalStore } from 'react';
import { useSession } from '../../client/session.tsx';
import { ImportRunner } from './import-runner.ts';
import type { ImportState } from './import-state.ts';
import { isUnderWay } from './import-state.ts';

const ImportContext = createContext<ImportRunner | undefined>(undefined);

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
  const isGuarded = isUnderWay(state) && session.phase === 'unlocked';

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

  return <ImportContext value={runner}>{children}</ImportContext>;
}

/** The import of this tab, and where it is. */
export function useImport(): { readonly runner: ImportRunner; readonly state: ImportState } {
  const runner = useContext(ImportContext);
  if (!runner) throw new TypeError('no ImportProvider above');
  return { runner, state: useSyncExternalStore(runner.subscribe, runner.state, runner.state) };
}
