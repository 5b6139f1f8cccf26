'use client';
import { useSyncExternalStore } from 'react';

interface NavigationLike {
  addEventListener(type: 'currententrychange', listener: () => void): void;
  removeEventListener(type: 'currententrychange', listener: () => void): void;
}

const EVENTS = ['hashchange', 'popstate'] as const;

function subscribe(changed: () => void): () => void {
  const { navigation } = globalThis as { navigation?: NavigationLike };
  for (const name of EVENTS) addEventListener(name, changed);
  navigation?.addEventListener('currententrychange', changed);
  return () => {
    for (const name of EVENTS) removeEventListener(name, changed);
    navigation?.removeEventListener('currententrychange', changed);
  };
}

/**
 * The part of the address behind `#`, decoded: which element or person a page shows. It never reaches the server, and one exported
 * page serves all. Empty while a page is built.
 */
export function useFragment(): string {
  return useSyncExternalStore(subscribe, currentFragment, () => '');
}

/** The same as it is at this moment: a page that is just being opened may still be rendered with that of the page before. */
export function currentFragment(): string {
  return decoded(location.hash.slice(1));
}

/** An address that somebody typed may hold anything. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
