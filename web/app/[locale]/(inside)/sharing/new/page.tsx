import { setRequestLocale } from 'next-intl/server';
import { SharePage } from '../../../../../features/sharing/share-page.tsx';

export default async function Page({ params }: { readonly params: Promise<{ locale: string }> }) {
  setRequestLocale((await params).locale);
  return <SharePage />;
}
