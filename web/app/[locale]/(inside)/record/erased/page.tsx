import { setRequestLocale } from 'next-intl/server';
import { ErasedPage } from '../../../../../features/element/erased-page.tsx';

export default async function Page({ params }: { readonly params: Promise<{ locale: string }> }) {
  setRequestLocale((await params).locale);
  return <ErasedPage />;
}
