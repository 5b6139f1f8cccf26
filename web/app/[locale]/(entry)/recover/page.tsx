import { setRequestLocale } from 'next-intl/server';
import { Recover } from '../../../../features/entry/recover.tsx';

export default async function Page({ params }: { readonly params: Promise<{ locale: string }> }) {
  setRequestLocale((await params).locale);
  return <Recover />;
}
