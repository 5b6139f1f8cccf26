import { setRequestLocale } from 'next-intl/server';
import type { ReactNode } from 'react';
import { EntryFrame } from '../../../features/shell/entry-frame.tsx';

export default async function EntryLayout({
  children,
  params,
}: {
  readonly children: ReactNode;
  readonly params: Promise<{ locale: string }>;
}) {
  setRequestLocale((await params).locale);
  return <EntryFrame>{children}</EntryFrame>;
}
