'use client';
import { ChevronRight, Info, KeyRound, MonitorSmartphone, Settings, ShieldCheck } from 'lucide-react';
import { useTranslations } from 'next-intl';
import Link from 'next/link';
import { usePaths } from '../../client/paths.ts';
import { PageHeader } from '../../components/ui/page-header.tsx';
import { OwnKey } from './own-key.tsx';
import { Profile } from './profile.tsx';
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
  return (
    <div className="max-w-2xl space-y-6">
      <PageHeader title={t('title')} />
      <Profile />
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
