'use client';
import { FileLock2, KeyRound, UsersRound } from 'lucide-react';
import { useLocale, useTranslations } from 'next-intl';
import { useRouter } from 'next/navigation';
import { useEffect } from 'react';
import { usePaths } from '../../client/paths.ts';
import { rememberedLocale } from '../../client/preferences.ts';
import { useSession } from '../../client/session.tsx';
import { ButtonLink } from '../../components/ui/button.tsx';
import { useLeaveOnceIn } from './after-entry.ts';
import { WayLink } from './way-link.tsx';

const PROMISES = [
  { name: 'sealed', icon: FileLock2 },
  { name: 'shared', icon: UsersRound },
  { name: 'kit', icon: KeyRound },
] as const;

/** What this is, and the two ways in. Whoever has an account in this browser goes on to unlock it. */
export function Welcome() {
  const t = useTranslations('entry.welcome');
  const paths = usePaths();
  const locale = useLocale();
  const router = useRouter();
  const { session } = useSession();
  const { phase } = session;
  useLeaveOnceIn();
  useEffect(() => {
    // The server knows the language of the browser, not the one that was chosen here.
    const chosen = rememberedLocale();
    if (chosen !== undefined && chosen !== locale) location.replace(`/${chosen}/`);
  }, [locale]);
  useEffect(() => {
    if (phase === 'locked') router.replace(paths('unlock'));
  }, [phase, paths, router]);
  return (
    <div className="space-y-6 sm:space-y-8">
      <h1 className="text-2xl leading-tight font-semibold text-balance sm:text-3xl">{t('title')}</h1>
      <ul className="space-y-4">
        {PROMISES.map(({ name, icon: Icon }) => (
          <li key={name} className="flex gap-4">
            <span className="flex size-10 shrink-0 items-center justify-center rounded-full bg-accent-soft text-accent-strong">
              <Icon aria-hidden className="size-5" />
            </span>
            <p className="max-w-prose pt-1.5">{t(name)}</p>
          </li>
        ))}
      </ul>
      <div className="flex flex-col gap-3 sm:flex-row">
        <ButtonLink href={paths('sign-up')} className="sm:flex-1">
          {t('signUp')}
        </ButtonLink>
        <ButtonLink href={paths('log-in')} look="secondary" className="sm:flex-1">
          {t('logIn')}
        </ButtonLink>
      </div>
      <p>
        <WayLink href={paths('recover')}>{t('forgotten')}</WayLink>
      </p>
    </div>
  );
}
