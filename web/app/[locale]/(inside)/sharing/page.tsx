import { setRequestLocale } from 'next-intl/server';
import { SharingPage } from '../../../../features/sharing/sharing-page.tsx';

export default async function Page({ params }: { readonly params: Promise<{ locale: string }> }) {
  setRequestLocale((await params).locale);
  return <SharingPage />;
}
