import { setRequestLocale } from 'next-intl/server';
import { Unlock } from '../../../../features/entry/unlock.tsx';

export default async function Page({ params }: { readonly params: Promise<{ locale: string }> }) {
  setRequestLocale((await params).locale);
  return <Unlock />;
}
