'use client';
import { keepPreviousData, useQueries } from '@tanstack/react-query';
import { useCallback, useMemo, useState } from 'react';
import { problemOf } from '../../client/refused-act.ts';
import { useSession } from '../../client/session.tsx';
import type { Problem } from '../../worker/problem.ts';
import type { View, ViewFilter, ViewRow } from '../../worker/view/view-types.ts';

/** Rows of one window. */
const WINDOW = 100;
/** How often a search that is not complete is asked again. */
const AGAIN_MS = 400;
/** Windows that nobody looks at are forgotten. */
const FORGET_MS = 60_000;

/** A list of any length: what is known of it, and its rows as far as they were shown. */
export interface RecordView {
  readonly head: View | undefined;
  readonly rowAt: (index: number) => ViewRow | undefined;
  /** Says which rows are in the page; they need not follow each other. */
  readonly show: (indexes: readonly number[]) => void;
  readonly problem: Problem | undefined;
  readonly retry: () => void;
}

/** What a filter finds, fetched window by window as it is shown. */
export function useView(filter: ViewFilter): RecordView {
  const { acts } = useSession();
  const [shown, setShown] = useState<readonly number[]>([0]);
  const windows = [...new Set([0, ...shown])];
  const results = useQueries({
    queries: windows.map((window) => ({
      queryKey: ['elements', 'view', filter, window],
      queryFn: () => acts.view({ ...filter, offset: window * WINDOW, limit: WINDOW }),
      gcTime: FORGET_MS,
      ...(window === 0 && { placeholderData: keepPreviousData }),
      refetchInterval: (query: { state: { data?: View | undefined } }) => (query.state.data?.isComplete === false ? AGAIN_MS : false),
    })),
  });
  const head = results[0]?.data;
  const failed = results.find(({ error }) => error);
  const byWindow = new Map(windows.map((window, index) => [window, results[index]?.data]));
  const show = useCallback((indexes: readonly number[]) => {
    const next = [...new Set(indexes.map((index) => Math.floor(index / WINDOW)))];
    setShown((now) => (now.join() === next.join() ? now : next));
  }, []);
  return {
    head,
    rowAt: (index) => byWindow.get(Math.floor(index / WINDOW))?.rows[index % WINDOW],
    show,
    problem: useMemo(() => failed && problemOf(failed.error), [failed]),
    retry: () => void failed?.refetch(),
  };
}
