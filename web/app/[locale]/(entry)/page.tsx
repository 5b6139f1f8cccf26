import { setRequestLocale } from 'next-intl/server';
import { Welcome } from '../../../features/entry/welcome.tsx';

export default async function Page({ params }: { readonly params: Promise<{ locale: string }> }) {
  setRequestLocale((await params).locale);
  return <Welcome />;
}
