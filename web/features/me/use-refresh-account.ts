'use client';
import { useCallback } from 'react';
import { useSession } from '../../client/session.tsx';

/** Lets all pages show the account as it is now, after an act that changed its name or keys. */
export function useRefreshAccount(): () => Promise<void> {
  const { acts, enter } = useSession();
  return useCallback(async () => enter(await acts.account()), [acts, enter]);
}
