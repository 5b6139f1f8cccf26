import { setRequestLocale } from 'next-intl/server';
import { WaitingPage } from '../../../../../features/waiting/waiting-page.tsx';

export default async function Page({ params }: { readonly params: Promise<{ locale: string }> }) {
  setRequestLocale((await params).locale);
  return <WaitingPage />;
}
