import type { Metadata } from 'next';
import { NextIntlClientProvider } from 'next-intl';
import { getMessages, getTranslations, setRequestLocale } from 'next-intl/server';
import { notFound } from 'next/navigation';
import type { ReactNode } from 'react';
import { Providers } from '../../client/providers.tsx';
import { LOCALES, isLocale } from '../../i18n/locales.ts';
import { ENTRY_NAMESPACES, pick } from '../../i18n/messages.ts';
import '../globals.css';

interface LayoutProps {
  readonly children: ReactNode;
  readonly params: Promise<{ locale: string }>;
}

export const dynamicParams = false;

export function generateStaticParams(): { locale: string }[] {
  return LOCALES.map((locale) => ({ locale }));
}

/** The title never says what is on the page: it stands in the history of the browser. */
export async function generateMetadata({ params }: Pick<LayoutProps, 'params'>): Promise<Metadata> {
  const t = await getTranslations({ locale: (await params).locale, namespace: 'common' });
  return { title: t('product'), description: t('promise'), referrer: 'no-referrer', formatDetection: { telephone: false, email: false } };
}

export default async function LocaleLayout({ children, params }: LayoutProps) {
  const { locale } = await params;
  if (!isLocale(locale)) notFound();
  setRequestLocale(locale);
  const messages = await getMessages();
  const t = await getTranslations('common');
  return (
    <html lang={locale} suppressHydrationWarning>
      <body className="min-h-dvh bg-ground font-sans text-ink antialiased">
        <noscript>
          <p className="bg-warn-soft p-4 text-center">{t('noscript')}</p>
        </noscript>
        <NextIntlClientProvider messages={pick(messages, ENTRY_NAMESPACES)}>
          <Providers>{children}</Providers>
        </NextIntlClientProvider>
      </body>
    </html>
  );
}
