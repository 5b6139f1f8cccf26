import { setRequestLocale } from 'next-intl/server';
import { LogIn } from '../../../../features/entry/log-in.tsx';

export default async function Page({ params }: { readonly params: Promise<{ locale: string }> }) {
  setRequestLocale((await params).locale);
  return <LogIn />;
}
