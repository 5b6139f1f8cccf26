'use client';
import { ShieldCheck } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { useSession } from '../../client/session.tsx';
import { Guards } from './guards.tsx';
import { LanguageSwitch } from './language-switch.tsx';
import { usePageFocus } from './page-focus.ts';
import { SessionState } from './session-state.tsx';
import { SkipLink } from './skip-link.tsx';

/** The frame of the pages before somebody is in. */
export function EntryFrame({ children }: { readonly children: ReactNode }) {
  const t = useTranslations('common');
  const { session } = useSession();
  const { phase } = session;
  usePageFocus();
  const isShown = phase !== 'unsupported' && phase !== 'failed' && phase !== 'leaving';
  return (
    <div className="flex min-h-dvh flex-col">
      <SkipLink />
      <header className="mx-auto flex w-full max-w-xl flex-wrap items-center justify-between gap-x-4 gap-y-1 px-4 py-4">
        <p className="flex items-center gap-2 text-lg font-semibold">
          <ShieldCheck aria-hidden className="size-6 text-accent" />
          {t('product')}
        </p>
        <LanguageSwitch />
      </header>
      <main id="main" tabIndex={-1} className="mx-auto w-full max-w-xl flex-1 px-4 pt-4 pb-12 outline-none sm:pt-8">
        {isShown ? children : <SessionState />}
      </main>
      <Guards />
    </div>
  );
}
