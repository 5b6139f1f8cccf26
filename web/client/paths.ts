'use client';
import { useLocale } from 'next-intl';
import { useCallback } from 'react';

/** Gives the address of a page in the language of this one; `fragment` says what it shows and never reaches the server. */
export function usePaths(): (place: string, fragment?: string) => string {
  const locale = useLocale();
  return useCallback(
    (place, fragment) => `/${locale}/${place === '' ? '' : `${place}/`}${fragment === undefined ? '' : `#${encodeURIComponent(fragment)}`}`,
    [locale],
  );
}
