'use client';
import { useTranslations } from 'next-intl';

/** The first stop of the keyboard on every page. */
export function SkipLink() {
  const t = useTranslations('common');
  return (
    <a
      href="#main"
      onClick={(event) => {
        // The part behind # says what a page shows: it stays.
        event.preventDefault();
        document.querySelector<HTMLElement>('#main')?.focus();
      }}
      className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-40 focus:rounded-lg focus:bg-surface focus:px-4 focus:py-2"
    >
      {t('skip')}
    </a>
  );
}
