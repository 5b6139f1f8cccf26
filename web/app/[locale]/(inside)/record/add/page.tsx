import { setRequestLocale } from 'next-intl/server';
import { AddPage } from '../../../../../features/write/add-page.tsx';

export default async function Page({ params }: { readonly params: Promise<{ locale: string }> }) {
  setRequestLocale((await params).locale);
  return <AddPage />;
}
