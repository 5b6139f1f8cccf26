'use client';
import { usePathname } from 'next/navigation';
import { useEffect, useRef } from 'react';

/** Whoever goes to another page begins at its content, not somewhere in the page that is gone. */
export function usePageFocus(): void {
  const path = usePathname();
  const last = useRef(path);
  useEffect(() => {
    if (last.current === path) return;
    last.current = path;
    document.querySelector<HTMLElement>('#main')?.focus({ preventScroll: true });
  }, [path]);
}
