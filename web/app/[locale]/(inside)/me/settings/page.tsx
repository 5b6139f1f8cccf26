import { setRequestLocale } from 'next-intl/server';
import { SettingsPage } from '../../../../../features/me/settings-page.tsx';

export default async function Page({ params }: { readonly params: Promise<{ locale: string }> }) {
  setRequestLocale((await params).locale);
  return <SettingsPage />;
}
