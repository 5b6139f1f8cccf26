import { setRequestLocale } from 'next-intl/server';
import { RecoveryPage } from '../../../../../features/me/recovery-page.tsx';

export default async function Page({ params }: { readonly params: Promise<{ locale: string }> }) {
  setRequestLocale((await params).locale);
  return <RecoveryPage />;
}
