'use client';
import { ChevronRight, Info, KeyRound, MonitorSmartphone, Settings, ShieldCheck } from 'lucide-react';
import { useTranslations } from 'next-intl';
import Link from 'next/link';
import { usePaths } from '../../client/paths.ts';
import { useAccount } from '../../client/session.tsx';
import { Card } from '../../components/ui/card.tsx';
import { PageHeader } from '../../components/ui/page-header.tsx';
import { OwnKey } from './own-key.tsx';
import { RecoveryStatus } from './recovery-status.tsx';
import { SignOut } from './sign-out.tsx';

const PLACES = [
  { name: 'recovery', icon: ShieldCheck },
  { name: 'security', icon: KeyRound },
  { name: 'sessions', icon: MonitorSmartphone },
  { name: 'settings', icon: Settings },
  { name: 'about', icon: Info },
] as const;

/** Who I am here, how others know that it is me, and ways to everything about the account. */
export function MePage() {
  const t = useTranslations('me');
  const path = usePaths();
  const { name, identifier } = useAccount();
  return (
    <div className="max-w-2xl space-y-6">
      <PageHeader title={t('title')} />
      <Card aria-labelledby="me-profile" className="space-y-3">
        <h2 id="me-profile" className="font-semibold">
          {t('profile.title')}
        </h2>
        <dl className="space-y-3">
          <div>
            <dt className="text-sm text-muted">{t('profile.name')}</dt>
            <dd className="break-words">{name}</dd>
          </div>
          <div>
            <dt className="text-sm text-muted">{t('profile.identifier')}</dt>
            <dd className="break-all">{identifier}</dd>
          </div>
        </dl>
      </Card>
      <OwnKey />
      <nav aria-label={t('places.label')}>
        <ul className="divide-y divide-line overflow-hidden rounded-2xl border border-line bg-surface">
          {PLACES.map(({ name: place, icon: Icon }) => (
            <li key={place}>
              <Link
                prefetch={false}
                href={path(`me/${place}`)}
                className="flex items-center gap-4 px-4 py-3 outline-offset-[-3px] hover:bg-sunken sm:px-5"
              >
                <Icon aria-hidden className="size-5 shrink-0 text-accent" />
                <span className="min-w-0 flex-1">
                  <span className="block font-medium">{t(`places.${place}.title`)}</span>
                  <span className="block text-sm text-muted">{place === 'recovery' ? <RecoveryStatus /> : t(`places.${place}.text`)}</span>
                </span>
                <ChevronRight aria-hidden className="size-5 shrink-0 text-muted" />
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <SignOut />
    </div>
  );
}
