'use client';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '../../components/ui/button.tsx';
import type { KitView } from '../../worker/kit-keeper.ts';
import { KitProof } from './kit-proof.tsx';
import { KitSheet } from './kit-sheet.tsx';

/** A kit that was just made: save it, then prove it. */
export function KitSetup({ view, onDone }: { readonly view: KitView; readonly onDone: () => void }) {
  const t = useTranslations('credentials.kit');
  const [isProving, setProving] = useState(false);
  if (isProving) return <KitProof onProven={onDone} onBack={() => setProving(false)} onLater={onDone} />;
  return (
    <div className="space-y-6">
      <KitSheet view={view} />
      <Button onClick={() => setProving(true)}>{t('saved')}</Button>
    </div>
  );
}
