'use client';
import { useTranslations } from 'next-intl';
import { useDates } from '../../client/dates.ts';
import { Badge } from '../../components/ui/badge.tsx';
import type { Access } from '../../worker/sharing/sharing-types.ts';
import { useRoleName } from '../people/roles.ts';

/** What somebody may do with an entry, until when, and whether that is over. */
export function AccessBadges({ access: { role, until, hasEnded, history } }: { readonly access: Access }) {
  const t = useTranslations('sharing.access');
  const dates = useDates();
  const roleName = useRoleName();
  const words = [
    ...(hasEnded ? [] : [roleName(role)]),
    ...(until === undefined ? [] : [t(hasEnded ? 'endedAt' : 'until', { at: dates.instant(until) })]),
    ...(history && !hasEnded ? [t('history')] : []),
  ];
  return (
    <span className="flex flex-wrap items-center gap-2 text-sm text-muted">
      {hasEnded && <Badge kind="warn">{t('ended')}</Badge>}
      {words.join(' · ')}
    </span>
  );
}
