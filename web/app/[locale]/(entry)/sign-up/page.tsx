import { setRequestLocale } from 'next-intl/server';
import { SignUp } from '../../../../features/sign-up/sign-up.tsx';

export default async function Page({ params }: { readonly params: Promise<{ locale: string }> }) {
  setRequestLocale((await params).locale);
  return <SignUp />;
}
