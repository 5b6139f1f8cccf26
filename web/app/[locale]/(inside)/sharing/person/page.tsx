import { setRequestLocale } from 'next-intl/server';
import { PersonPage } from '../../../../../features/sharing/person-page.tsx';

export default async function Page({ params }: { readonly params: Promise<{ locale: string }> }) {
  setRequestLocale((await params).locale);
  return <PersonPage />;
}
