'use client';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useAsk } from '../../client/act.ts';
import { usePaths } from '../../client/paths.ts';
import { problemOf } from '../../client/refused-act.ts';
import { Button, ButtonLink } from '../../components/ui/button.tsx';
import { Spinner } from '../../components/ui/spinner.tsx';
import type { SharedEntry } from '../../worker/sharing/sharing-types.ts';
import { useNameOf } from '../people/people.ts';
import { PersonName } from '../people/person-name.tsx';
import { EntryLine } from '../record/entry-line.tsx';
import { ProblemNotice } from '../shell/problem-notice.tsx';
import { AccessBadges } from './access-badges.tsx';
import { AccessButtons } from './access-buttons.tsx';
import { NobodySees } from './nobody-sees.tsx';

const PORTION = 50;

/** Who sees what, by entry. */
export function EntriesView() {
  const t = useTranslations('sharing');
  const [limit, setLimit] = useState(PORTION);
  const { data, error, refetch } = useAsk(['elements', 'shared-entries', limit], (acts) => acts.sharedEntries(limit));
  if (error) return <ProblemNotice problem={problemOf(error)} onRetry={() => void refetch()} />;
  if (!data) return <Spinner />;
  if (data.total === 0) return <NobodySees />;
  return (
    <div className="max-w-3xl space-y-3">
      <p role="status" className="text-muted">
        {t('overview.shared', { count: data.total })}
      </p>
      <ul aria-label={t('overview.views.entries')} className="space-y-3">
        {data.rows.map((entry) => (
          <li key={entry.elementId} className="rounded-2xl border border-line bg-surface px-4 py-1">
            <SharedEntryRow entry={entry} />
          </li>
        ))}
      </ul>
      {data.total > limit && (
        <Button look="quiet" onClick={() => setLimit(limit + PORTION)}>
          {t('more', { count: Math.min(PORTION, data.total - limit) })}
        </Button>
      )}
    </div>
  );
}

function SharedEntryRow({ entry }: { readonly entry: SharedEntry }) {
  const t = useTranslations('sharing.overview');
  const pathOf = usePaths();
  const nameOf = useNameOf();
  const { elementId, title } = entry;
  return (
    <>
      <EntryLine
        entry={entry}
        actions={
          <ButtonLink look="quiet" href={pathOf('sharing/new', elementId)} aria-label={t('shareLabel', { title })}>
            {t('share')}
          </ButtonLink>
        }
      />
      <ul aria-label={t('readersOf', { title })} className="divide-y divide-line border-t border-line">
        {entry.readers.map((access) => (
          <li key={access.accountId} className="flex flex-wrap items-center justify-between gap-x-3 py-1.5">
            <div className="min-w-0">
              <PersonName accountId={access.accountId} />
              <AccessBadges access={access} />
            </div>
            <div className="flex shrink-0 items-center gap-1">
              <AccessButtons person={{ accountId: access.accountId, name: nameOf(access.accountId) }} entry={entry} access={access} />
            </div>
          </li>
        ))}
      </ul>
    </>
  );
}
