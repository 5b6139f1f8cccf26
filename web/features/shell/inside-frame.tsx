'use client';
import { BookHeart, Eye, Inbox, Plus, ShieldCheck, UserRound } from 'lucide-react';
import { useLocale, useTranslations } from 'next-intl';
import Link from 'next/link';
import { usePathname, useRouter } from 'next/navigation';
import type { ReactNode } from 'react';
import { useEffect } from 'react';
import { useSession } from '../../client/session.tsx';
import { SyncProvider } from '../../client/sync.tsx';
import { rememberPlace } from '../../client/tab-memory.ts';
import { Toaster } from '../../components/ui/toaster.tsx';
import { Guards } from './guards.tsx';
import { LockButton } from './lock-button.tsx';
import { OfflineBanner } from './offline-banner.tsx';
import { usePageFocus } from './page-focus.ts';
import { PageStock } from './page-stock.tsx';
import { SessionState } from './session-state.tsx';
import { SkipLink } from './skip-link.tsx';
import { SyncProblem } from './sync-problem.tsx';
import { SyncStatus } from './sync-status.tsx';

const PLACES = [
  { name: 'record', path: 'record', icon: BookHeart },
  { name: 'shared', path: 'shared', icon: Inbox },
  { name: 'write', path: 'record/add', icon: Plus },
  { name: 'sharing', path: 'sharing', icon: Eye },
  { name: 'me', path: 'me', icon: UserRound },
] as const;

/** The frame of the pages that are shown to who is in; everybody else is led to the page that lets them in. */
export function InsideFrame({ children }: { readonly children: ReactNode }) {
  const t = useTranslations('common');
  const locale = useLocale();
  const router = useRouter();
  const { session } = useSession();
  const path = usePathname();
  const { phase } = session;
  useEffect(() => {
    if (phase === 'empty') router.replace(`/${locale}/`);
    if (phase !== 'locked') return;
    rememberPlace();
    router.replace(`/${locale}/unlock/`);
  }, [phase, locale, router]);
  usePageFocus();
  if (phase !== 'unlocked') {
    return (
      <main className="mx-auto max-w-xl p-4 sm:pt-8">
        <SessionState />
      </main>
    );
  }
  return (
    <SyncProvider>
      <Toaster>
        <SkipLink />
        <div className="mx-auto flex min-h-dvh max-w-6xl flex-col md:flex-row">
          <header className="no-print flex items-center justify-between gap-3 border-line px-4 py-3 md:sticky md:top-0 md:h-dvh md:w-60 md:shrink-0 md:flex-col md:items-stretch md:justify-start md:gap-6 md:border-r md:py-6">
            <p className="flex items-center gap-2 text-lg font-semibold">
              <ShieldCheck aria-hidden className="size-6 shrink-0 text-accent" />
              <span className="max-[22.4rem]:sr-only">{t('product')}</span>
            </p>
            <nav
              aria-label={t('nav.label')}
              className="fixed inset-x-0 bottom-0 z-20 flex justify-around border-t border-line bg-surface px-1 pb-[env(safe-area-inset-bottom)] md:static md:flex-col md:justify-start md:gap-1 md:border-0 md:bg-transparent md:p-0"
            >
              {PLACES.map(({ name, path: place, icon: Icon }) => (
                <Link
                  key={name}
                  prefetch={false}
                  href={`/${locale}/${place}/`}
                  aria-current={isCurrent(path, `/${locale}/${place}/`) ? 'page' : undefined}
                  className="flex min-w-0 flex-1 flex-col items-center gap-0.5 rounded-lg px-1 py-2 text-xs text-muted hover:text-ink aria-[current]:font-semibold aria-[current]:text-accent-strong md:flex-none md:flex-row md:gap-3 md:px-3 md:text-base md:aria-[current]:bg-accent-soft"
                >
                  <Icon aria-hidden className="size-5 shrink-0" />
                  <span className="max-w-full text-center leading-tight md:text-left">{t(`nav.${name}`)}</span>
                </Link>
              ))}
            </nav>
            <div className="flex min-w-0 items-center justify-end gap-3 md:mt-auto md:flex-col md:items-stretch">
              <SyncStatus />
              <LockButton />
            </div>
          </header>
          {/* Room below, so that a message at the lower edge never hides the last button. */}
          <main id="main" tabIndex={-1} className="min-w-0 flex-1 px-4 pt-4 pb-44 outline-none md:px-8 md:pt-8 md:pb-28 print:p-0">
            <OfflineBanner />
            <SyncProblem />
            {children}
          </main>
        </div>
        <Guards />
        <PageStock />
      </Toaster>
    </SyncProvider>
  );
}

/** The most exact place alone: adding lies below the record. */
function isCurrent(path: string, place: string): boolean {
  const best = PLACES.map((item) => item.path)
    .filter((item) => path.includes(`/${item}/`))
    .sort((a, b) => b.length - a.length)[0];
  return best !== undefined && place.endsWith(`/${best}/`);
}
