'use client';
import { ShieldCheck } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { LanguageSwitch } from './language-switch.tsx';

/** The frame of the pages before somebody is in. */
export function EntryFrame({ children }: { readonly children: ReactNode }) {
  const t = useTranslations('common');
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="mx-auto flex w-full max-w-xl items-center justify-between gap-4 px-4 py-4">
        <p className="flex items-center gap-2 text-lg font-semibold">
          <ShieldCheck aria-hidden className="size-6 text-accent" />
          {t('product')}
        </p>
        <LanguageSwitch />
      </header>
      <main id="main" className="mx-auto w-full max-w-xl flex-1 px-4 pb-12">
        {children}
      </main>
    </div>
  );
}
