import { setRequestLocale } from 'next-intl/server';
import { SharedPage } from '../../../../features/shared/shared-page.tsx';

export default async function Page({ params }: { readonly params: Promise<{ locale: string }> }) {
  setRequestLocale((await params).locale);
  return <SharedPage />;
}
