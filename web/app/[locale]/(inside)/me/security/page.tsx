import { setRequestLocale } from 'next-intl/server';
import { SecurityPage } from '../../../../../features/me/security-page.tsx';

export default async function Page({ params }: { readonly params: Promise<{ locale: string }> }) {
  setRequestLocale((await params).locale);
  return <SecurityPage />;
}
