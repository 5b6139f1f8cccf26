import { setRequestLocale } from 'next-intl/server';
import { ElementPage } from '../../../../../features/element/element-page.tsx';

export default async function Page({ params }: { readonly params: Promise<{ locale: string }> }) {
  setRequestLocale((await params).locale);
  return <ElementPage />;
}
