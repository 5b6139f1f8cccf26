'use client';
import { useTranslations } from 'next-intl';
import { usePaths } from '../../client/paths.ts';
import { Details } from '../../components/ui/details.tsx';
import { PageHeader } from '../../components/ui/page-header.tsx';
import { ChangePassword } from './change-password.tsx';
import { CloseAccount } from './close-account.tsx';
import { RenewKeys } from './renew-keys.tsx';
import { SecureAccount } from './secure-account.tsx';

/** The two acts on the password, told apart, and what few people need. */
export function SecurityPage() {
  const t = useTranslations('me.security');
  const path = usePaths();
  return (
    <div className="max-w-2xl space-y-6">
      <PageHeader title={t('title')} intro={t('intro')} back={path('me')} />
      <ChangePassword />
      <SecureAccount />
      <Details summary={t('more')}>
        <div className="space-y-6 pt-2">
          <RenewKeys />
          <CloseAccount />
        </div>
      </Details>
    </div>
  );
}
