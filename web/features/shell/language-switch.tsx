'use client';
import { useLocale, useTranslations } from 'next-intl';
import { usePathname } from 'next/navigation';
import { rememberLocale } from '../../client/preferences.ts';
import { LOCALES } from '../../i18n/locales.ts';

/** The same page in another language. */
export function LanguageSwitch() {
  const t = useTranslations('common');
  const current = useLocale();
  const path = usePathname();
  return (
    <nav aria-label={t('language')} className="flex gap-1 text-sm">
      {LOCALES.map((locale) => (
        <a
          key={locale}
          href={path.replace(/^\/[a-z]+(?=\/|$)/, `/${locale}`)}
          hrefLang={locale}
          lang={locale}
          aria-current={locale === current ? 'true' : undefined}
          onClick={() => rememberLocale(locale)}
          className="min-h-6 rounded px-2 py-1 text-muted hover:text-ink aria-[current]:font-semibold aria-[current]:text-ink"
        >
          {t(`languages.${locale}`)}
        </a>
      ))}
    </nav>
  );
}
