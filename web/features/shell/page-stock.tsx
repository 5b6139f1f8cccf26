'use client';
import { useRouter } from 'next/navigation';
import { useEffect } from 'react';
import { usePaths } from '../../client/paths.ts';
import { useSync } from '../../client/sync.tsx';

/** Pages on which something can be done without the server. */
const PLACES = [
  'record',
  'record/element',
  'record/add',
  'record/edit',
  'record/waiting',
  'record/erased',
  'record/export',
  'shared',
  'sharing',
  'sharing/person',
  'me',
  'me/settings',
  'me/about',
] as const;

/**
 * Fetches the pages themselves, a few hundred bytes each, once this device has synced: without the server they are then still there, and
 * with it they open at once.
 */
export function PageStock() {
  const router = useRouter();
  const pathOf = usePaths();
  const { state } = useSync();
  const isDue = state === 'synced';
  useEffect(() => {
    if (isDue) for (const place of PLACES) router.prefetch(pathOf(place));
  }, [isDue, router, pathOf]);
  return null;
}
