'use client';
import { useRouter } from 'next/navigation';
import { useCallback, useEffect } from 'react';
import { usePaths } from '../../client/paths.ts';
import { useSession } from '../../client/session.tsx';
import { takePlace } from '../../client/tab-memory.ts';

/** Leads to the page that was shown last, or to the record. */
export function useGoIn(): () => void {
  const paths = usePaths();
  const router = useRouter();
  return useCallback(() => router.replace(takePlace() ?? paths('record')), [paths, router]);
}

/** Leads who is in already, here or in another tab, away from a page that lets people in; `isHeld` while that page has still to say something. */
export function useLeaveOnceIn({ isHeld = false }: { readonly isHeld?: boolean } = {}): void {
  const { session } = useSession();
  const goIn = useGoIn();
  const { phase } = session;
  useEffect(() => {
    if (phase === 'unlocked' && !isHeld) goIn();
  }, [phase, goIn, isHeld]);
}
