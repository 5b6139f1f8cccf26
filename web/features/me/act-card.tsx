'use client';
import type { ReactNode } from 'react';
import { useEffect, useId, useRef } from 'react';
import type { ButtonLook } from '../../components/ui/button.tsx';
import { Button } from '../../components/ui/button.tsx';
import { Card } from '../../components/ui/card.tsx';

interface ActCardProps {
  readonly title: string;
  /** What it does and when it is the right act. */
  readonly text: ReactNode;
  /** What opens the form. */
  readonly action: string;
  readonly look?: ButtonLook;
  readonly isOpen: boolean;
  readonly onOpen: () => void;
  /** The form. */
  readonly children: ReactNode;
}

/** An act on the account, explained; its form opens below. The focus follows. */
export function ActCard({ title, text, action, look = 'secondary', isOpen, onOpen, children }: ActCardProps) {
  const id = useId();
  const form = useRef<HTMLDivElement>(null);
  const opener = useRef<HTMLButtonElement>(null);
  const wasOpen = useRef(false);
  useEffect(() => {
    if (isOpen && !wasOpen.current) form.current?.querySelector<HTMLElement>('input:not([hidden])')?.focus();
    if (!isOpen && wasOpen.current) opener.current?.focus();
    wasOpen.current = isOpen;
  }, [isOpen]);
  return (
    <Card aria-labelledby={id} className="space-y-4">
      <div className="space-y-1">
        <h2 id={id} className="text-lg font-semibold">
          {title}
        </h2>
        <div className="space-y-2 text-muted">{text}</div>
      </div>
      {isOpen ? (
        <div ref={form}>{children}</div>
      ) : (
        <Button ref={opener} look={look} onClick={onOpen}>
          {action}
        </Button>
      )}
    </Card>
  );
}
