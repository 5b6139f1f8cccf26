'use client';
import type { QueryKey, UseMutationResult, UseQueryResult } from '@tanstack/react-query';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Remote } from 'comlink';
import type { Acts } from '../worker/acts/acts.ts';
import { beginWork } from './long-work.ts';
import { useSession } from './session.tsx';

/** What acts show and change. A key begins with one of them, so that a change finds all that shows it. */
export type Topic = 'elements' | 'people' | 'account' | 'sessions' | 'waiting' | 'imports';

/** Something that the worker tells; asked again when its topic changes. */
export function useAsk<T>(
  key: readonly [Topic, ...QueryKey],
  ask: (acts: Remote<Acts>) => Promise<T>,
  options: { readonly isEnabled?: boolean } = {},
): UseQueryResult<T> {
  const { acts, session } = useSession();
  return useQuery({ queryKey: key, queryFn: () => ask(acts), enabled: session.phase === 'unlocked' && (options.isEnabled ?? true) });
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
