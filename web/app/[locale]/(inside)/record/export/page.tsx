import { setRequestLocale } from 'next-intl/server';
import { ExportPage } from '../../../../../features/exchange/export-page.tsx';

export default async function Page({ params }: { readonly params: Promise<{ locale: string }> }) {
  setRequestLocale((await params).locale);
  return <ExportPage />;
}
