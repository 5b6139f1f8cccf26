'use client';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { usePaths } from '../../client/paths.ts';
import { useSession } from '../../client/session.tsx';
import { ButtonLink } from '../../components/ui/button.tsx';
import { PageHeader } from '../../components/ui/page-header.tsx';
import type { KitView } from '../../worker/kit-keeper.ts';
import { SessionState } from '../shell/session-state.tsx';
import { KitSteps } from './kit-steps.tsx';
import { NewAccount } from './new-account.tsx';

/** Sign-up in four steps: who, password, recovery kit, proof. The account exists from the end of the second on. */
export function SignUp() {
  const { session } = useSession();
  const [kit, setKit] = useState<KitView>();
  if (session.phase === 'failed' || session.phase === 'unsupported' || session.phase === 'leaving') return <SessionState />;
  if (session.phase === 'locked') return <AccountIsHere />;
  if (session.phase === 'unlocked') return <KitSteps made={kit} />;
  return <NewAccount onKit={setKit} />;
}

/** One browser holds one account; after a reload that locked it, this is how sign-up goes on. */
function AccountIsHere() {
  const t = useTranslations('signUp.here');
  const path = usePaths();
  return (
    <>
      <PageHeader title={t('title')} intro={t('intro')} />
      <ButtonLink href={path('unlock')}>{t('unlock')}</ButtonLink>
    </>
  );
}
