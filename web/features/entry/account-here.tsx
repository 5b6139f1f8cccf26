'use client';
import { useTranslations } from 'next-intl';
import { usePaths } from '../../client/paths.ts';
import { useSession } from '../../client/session.tsx';
import { Notice } from '../../components/ui/notice.tsx';
import { WayLink } from './way-link.tsx';

/** A browser holds one account: says so where somebody may mean another one. */
export function AccountHere() {
  const t = useTranslations('entry.accountHere');
  const paths = usePaths();
  const { session } = useSession();
  if (session.phase !== 'locked') return undefined;
  return (
    <Notice title={t('title')} actions={<WayLink href={paths('unlock')}>{t('link')}</WayLink>}>
      <p>{t('todo')}</p>
    </Notice>
  );
}
