'use client';
import { LockKeyhole } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect } from 'react';
import { LOCK_KEYS, isLockKey } from '../../client/lock-key.ts';
import { useSession } from '../../client/session.tsx';
import { Button } from '../../components/ui/button.tsx';

/** Locks at once, with a press or with the keyboard from anywhere on the page. */
export function LockButton() {
  const t = useTranslations('common.nav');
  const { lock } = useSession();
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (!isLockKey(event)) return;
      event.preventDefault();
      void lock();
    };
    // Before whatever has the focus hears of it, a dialog included.
    addEventListener('keydown', press, { capture: true });
    return () => removeEventListener('keydown', press, { capture: true });
  }, [lock]);
  return (
    <Button look="secondary" className="shrink-0" aria-keyshortcuts={LOCK_KEYS} onClick={() => void lock()}>
      <LockKeyhole aria-hidden className="size-4" />
      <span className="max-sm:sr-only">{t('lock')}</span>
    </Button>
  );
}
