import { setRequestLocale } from 'next-intl/server';
import { MePage } from '../../../../features/me/me-page.tsx';

export default async function Page({ params }: { readonly params: Promise<{ locale: string }> }) {
  setRequestLocale((await params).locale);
  return <MePage />;
}
