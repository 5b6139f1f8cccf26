'use client';
import { Inbox } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useAct, useAsk } from '../../client/act.ts';
import { useDates } from '../../client/dates.ts';
import { usePaths } from '../../client/paths.ts';
import { problemOf } from '../../client/refused-act.ts';
import { Badge } from '../../components/ui/badge.tsx';
import { Button, ButtonLink } from '../../components/ui/button.tsx';
import { EmptyState } from '../../components/ui/empty-state.tsx';
import { PageHeader } from '../../components/ui/page-header.tsx';
import { Spinner } from '../../components/ui/spinner.tsx';
import { KeyNotice } from '../people/key-notice.tsx';
import { useNameOf, usePeople } from '../people/people.ts';
import { VerificationMark } from '../people/verification-mark.tsx';
import { useRoleName } from '../people/roles.ts';
import { EntryLine } from '../record/entry-line.tsx';
import { ProblemNotice } from '../shell/problem-notice.tsx';

const PORTION = 50;

/** What one person shares, what was not seen yet first. */
export function ReceivedRecord({ accountId }: { readonly accountId: string }) {
  const t = useTranslations('sharing.received');
  const more = useTranslations('sharing');
  const dates = useDates();
  const pathOf = usePaths();
  const roleName = useRoleName();
  const nameOf = useNameOf();
  const person = usePeople().get(accountId);
  const [limit, setLimit] = useState(PORTION);
  const { data, error, refetch } = useAsk(['elements', 'received', accountId, limit], (acts) => acts.received(accountId, limit));
  const seen = useAct((acts) => acts.markAllSeen(accountId), { changes: ['elements'] });
  const hasUnseen = data?.rows.some(({ isUnseen }) => isUnseen) ?? false;
  return (
    <div className="max-w-3xl space-y-4">
      <PageHeader
        title={t('of', { name: nameOf(accountId) })}
        back={pathOf('shared')}
        intro={person && <VerificationMark state={person.state} />}
        actions={
          <ButtonLink look="secondary" href={pathOf('sharing/person', accountId)}>
            {t('person')}
          </ButtonLink>
        }
      />
      {person?.state === 'changed' && <KeyNotice person={person} />}
      {error && <ProblemNotice problem={problemOf(error)} onRetry={() => void refetch()} />}
      {!data && !error && <Spinner />}
      {data?.total === 0 && (
        <EmptyState icon={Inbox} title={t('nothing.title')}>
          <p>{t('nothing.text')}</p>
        </EmptyState>
      )}
      {data && data.total > 0 && (
        <>
          <div className="flex flex-wrap items-center justify-between gap-3">
            <p role="status" className="text-muted">
              {t('entries', { count: data.total })}
            </p>
            {hasUnseen && (
              <Button look="secondary" isBusy={seen.isPending} onClick={() => seen.mutate()}>
                {t('markSeen')}
              </Button>
            )}
          </div>
          <ul aria-label={t('list')} className="divide-y divide-line rounded-2xl border border-line bg-surface px-4">
            {data.rows.map((entry) => (
              <li key={entry.elementId}>
                <EntryLine entry={entry} actions={entry.isUnseen && <Badge kind="info">{t('isUnseen')}</Badge>}>
                  <p className="text-sm text-muted">
                    {roleName(entry.role)}
                    {entry.until !== undefined && ` · ${t('until', { at: dates.instant(entry.until) })}`}
                  </p>
                </EntryLine>
              </li>
            ))}
          </ul>
          {data.total > limit && (
            <Button look="quiet" onClick={() => setLimit(limit + PORTION)}>
              {more('more', { count: Math.min(PORTION, data.total - limit) })}
            </Button>
          )}
        </>
      )}
    </div>
  );
}
