import { setRequestLocale } from 'next-intl/server';
import { AboutPage } from '../../../../../features/me/about-page.tsx';

export default async function Page({ params }: { readonly params: Promise<{ locale: string }> }) {
  setRequestLocale((await params).locale);
  return <AboutPage />;
}
