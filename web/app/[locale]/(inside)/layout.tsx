import { NextIntlClientProvider } from 'next-intl';
import { getMessages, setRequestLocale } from 'next-intl/server';
import type { ReactNode } from 'react';
import { KitReminder } from '../../../features/credentials/kit-reminder.tsx';
import { ImportBanner } from '../../../features/exchange/import-banner.tsx';
import { ImportProvider } from '../../../features/exchange/import-provider.tsx';
import { InsideFrame } from '../../../features/shell/inside-frame.tsx';
import { NAMESPACES, pick } from '../../../i18n/messages.ts';

const INSIDE = NAMESPACES.filter((name) => name !== 'entry' && name !== 'signUp');

/** Pages that are shown to who is in. */
export default async function InsideLayout({
  children,
  params,
}: {
  readonly children: ReactNode;
  readonly params: Promise<{ locale: string }>;
}) {
  setRequestLocale((await params).locale);
  const messages = await getMessages();
  return (
    <NextIntlClientProvider messages={pick(messages, INSIDE)}>
      <ImportProvider>
        <InsideFrame>
          <KitReminder />
          <ImportBanner />
          {children}
        </InsideFrame>
      </ImportProvider>
    </NextIntlClientProvider>
  );
}
