import { setRequestLocale } from 'next-intl/server';
import { EditPage } from '../../../../../features/write/edit-page.tsx';

export default async function Page({ params }: { readonly params: Promise<{ locale: string }> }) {
  setRequestLocale((await params).locale);
  return <EditPage />;
}
