'use client';
import type { QueryKey, UseMutationResult } from '@tanstack/react-query';
import { hashKey, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Remote } from 'comlink';
import { useCallback, useState } from 'react';
import type { Acts } from '../worker/acts/acts.ts';
import { beginWork } from './long-work.ts';
import { useSession } from './session.tsx';

/** What acts show and change. A key begins with one of them, so that a change finds all that shows it. */
export type Topic = 'elements' | 'people' | 'account' | 'sessions' | 'waiting' | 'imports';

/** What came of asking. */
export interface Asked<T> {
  readonly data: T | undefined;
  /** Why it was refused. It stands until something else is known, also while it is asked again because something changed. */
  readonly error: Error | null;
  /** Whether nothing is known yet, not even a refusal. */
  readonly isPending: boolean;
  /** Asks again because the person wants it: what was refused no longer stands. */
  readonly refetch: () => Promise<unknown>;
}

/** Something that the worker tells; asked again when its topic changes. */
export function useAsk<T>(
  key: readonly [Topic, ...QueryKey],
  ask: (acts: Remote<Acts>) => Promise<T>,
  options: { readonly isEnabled?: boolean } = {},
): Asked<T> {
  const { acts, session } = useSession();
  const asked = useQuery({ queryKey: key, queryFn: () => ask(acts), enabled: session.phase === 'unlocked' && (options.isEnabled ?? true) });
  const { data, error, isPending, refetch: askAgain } = asked;
  // The query forgets its refusal as soon as it is asked again; a page that shows it would turn to a spinner at each sync.
  const [refused, setRefused] = useState<{ readonly of: string; readonly error: Error }>();
  const of = hashKey(key);
  if (error !== null && (refused?.of !== of || refused.error !== error)) setRefused({ of, error });
  else if (error === null && !isPending && refused !== undefined) setRefused(undefined);
  const refetch = useCallback(() => {
    setRefused(undefined);
    return askAgain();
  }, [askAgain]);
  const standing = isPending && refused?.of === of ? refused.error : error;
  return { data, error: standing, isPending: isPending && standing === null, refetch };
}

/** Something that the worker does; afterwards, also when it was refused, all that shows these topics is asked again. */
export function useAct<T, Input = void>(
  act: (acts: Remote<Acts>, input: Input) => Promise<T>,
  {
    changes = [],
    isLong = false,
    onDone,
  }: {
    readonly changes?: readonly Topic[];
    /** It may take longer than somebody stays: the account does not lock under it. What it tells of its progress goes through `followed`. */
    readonly isLong?: boolean;
    /** Runs as soon as it is done, also where what asked for it is no longer on the page. */
    readonly onDone?: (result: T, input: Input) => void;
  } = {},
): UseMutationResult<T, Error, Input> {
  const { acts, renew } = useSession();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (input: Input) => {
      const endWork = isLong ? beginWork() : undefined;
      try {
        const result = await act(acts, input);
        if (changes.includes('account')) await renew();
        return result;
      } finally {
        endWork?.();
      }
    },
    ...(onDone && { onSuccess: onDone }),
    onSettled: () => Promise.all(changes.map((topic) => queries.invalidateQueries({ queryKey: [topic] }))),
  });
}
