import { setRequestLocale } from 'next-intl/server';
import { SessionsPage } from '../../../../../features/me/sessions-page.tsx';

export default async function Page({ params }: { readonly params: Promise<{ locale: string }> }) {
  setRequestLocale((await params).locale);
  return <SessionsPage />;
}
