'use client';
import { ChevronRight } from 'lucide-react';
import { useTranslations } from 'next-intl';
import Link from 'next/link';
import { useDates } from '../../client/dates.ts';
import { usePaths } from '../../client/paths.ts';
import { Badge } from '../../components/ui/badge.tsx';
import type { Sender } from '../../worker/sharing/sharing-types.ts';
import { PersonName } from '../people/person-name.tsx';
import { useRoleName } from '../people/roles.ts';

/** Somebody who shares: how much, what kinds, what is new, and on which terms. */
export function SenderRow({ sender: { accountId, elements, unseen, kinds, roles, nextUntil } }: { readonly sender: Sender }) {
  const t = useTranslations('sharing.received');
  const kindName = useTranslations('common.kinds');
  const dates = useDates();
  const pathOf = usePaths();
  const roleName = useRoleName();
  return (
    <Link
      prefetch={false}
      href={pathOf('shared', accountId)}
      className="flex items-center gap-3 rounded-2xl border border-line bg-surface p-4 hover:bg-sunken"
    >
      <span className="min-w-0 flex-1 space-y-1">
        <span className="flex flex-wrap items-center gap-x-3 gap-y-1 text-lg font-semibold">
          <PersonName accountId={accountId} />
          {unseen > 0 && <Badge kind="info">{t('unseen', { count: unseen })}</Badge>}
        </span>
        <span className="block">
          {t('entries', { count: elements })}: {kinds.map(({ kind, count }) => `${kindName(kind)} ${count}`).join(', ')}
        </span>
        <span className="block text-sm text-muted">
          {[...roles.map(roleName), ...(nextUntil === undefined ? [] : [t('until', { at: dates.instant(nextUntil) })])].join(' · ')}
        </span>
      </span>
      <ChevronRight aria-hidden className="size-5 shrink-0 text-muted" />
    </Link>
  );
}
