'use client';
import { useEffect, useLayoutEffect, useRef } from 'react';

/**
 * A dialog gives the focus back to the button that opened it. Where that button is gone, since the dialog ended what it stood for, the
 * heading of its part of the page takes the focus: nobody starts again from the top.
 */
export function useKeptFocus(isOpen: boolean): void {
  const heading = useRef<HTMLElement | null>(null);
  const wasOpen = useRef(false);
  // Before the dialog takes the focus.
  useLayoutEffect(() => {
    if (isOpen) heading.current = headingOf(document.activeElement);
  }, [isOpen]);
  useEffect(() => {
    if (wasOpen.current && !isOpen) focusIfLost(heading.current);
    wasOpen.current = isOpen;
  }, [isOpen]);
  // Or the row went away together with its dialog.
  useEffect(() => () => void (wasOpen.current && focusIfLost(heading.current)), []);
}

function headingOf(element: Element | null): HTMLElement | null {
  return element?.closest('section')?.querySelector<HTMLElement>('h2, h3') ?? document.querySelector('h1');
}

function focusIfLost(heading: HTMLElement | null): void {
  if (document.activeElement && document.activeElement !== document.body) return;
  const target = heading?.isConnected ? heading : document.querySelector<HTMLElement>('h1');
  if (!target) return;
  target.tabIndex = -1;
  target.classList.add('outline-none');
  target.focus({ preventScroll: true });
}
