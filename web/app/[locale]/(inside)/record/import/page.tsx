import { setRequestLocale } from 'next-intl/server';
import { ImportPage } from '../../../../../features/exchange/import-page.tsx';

export default async function Page({ params }: { readonly params: Promise<{ locale: string }> }) {
  setRequestLocale((await params).locale);
  return <ImportPage />;
}
