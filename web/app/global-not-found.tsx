import { ShieldCheck } from 'lucide-react';
import type { Metadata } from 'next';
import { LOCALES } from '../i18n/locales.ts';
import { messagesOf } from '../i18n/messages.ts';
import './globals.css';

export const metadata: Metadata = { title: 'Sealchart' };

// texts: common.notFound.*

/** No page has this address: said in every language, because an address that nobody wrote tells none. */
export default async function GlobalNotFound() {
  const texts = await Promise.all(
    LOCALES.map(async (locale) => ({ locale, texts: (await messagesOf(locale)).common['notFound'] as Record<string, string> })),
  );
  return (
    <html lang="en">
      <body className="min-h-dvh bg-ground p-8 font-sans text-ink">
        <main className="mx-auto max-w-prose space-y-8">
          <h1 className="flex items-center gap-2 text-lg font-semibold">
            <ShieldCheck aria-hidden className="size-6 text-accent" />
            Sealchart
          </h1>
          {texts.map(({ locale, texts: { title, todo, link } }) => (
            <section key={locale} lang={locale} className="space-y-2">
              <h2 className="text-2xl font-semibold">{title}</h2>
              <p>{todo}</p>
              <a className="inline-block py-1 text-accent underline" href={`/${locale}/`}>
                {link}
              </a>
            </section>
          ))}
        </main>
      </body>
    </html>
  );
}
