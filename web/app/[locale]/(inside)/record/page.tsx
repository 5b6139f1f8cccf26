import { setRequestLocale } from 'next-intl/server';
import { RecordPage } from '../../../../features/record/record-page.tsx';

export default async function Page({ params }: { readonly params: Promise<{ locale: string }> }) {
  setRequestLocale((await params).locale);
  return <RecordPage />;
}
