'use client';
import type { Person } from '@sealchart/sdk';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useAsk } from '../../client/act.ts';
import { usePaths } from '../../client/paths.ts';
import { problemOf } from '../../client/refused-act.ts';
import { Button, ButtonLink } from '../../components/ui/button.tsx';
import { Spinner } from '../../components/ui/spinner.tsx';
import { RevokeDialog } from '../people/revoke-dialog.tsx';
import { EntryLine } from '../record/entry-line.tsx';
import { ProblemNotice } from '../shell/problem-notice.tsx';
import { AccessBadges } from './access-badges.tsx';
import { AccessButtons } from './access-buttons.tsx';
import { ChangeTermsDialog } from './change-terms-dialog.tsx';

const PORTION = 50;

/** What one person can see of what is one's own to share, with the ways to change and end it. */
export function SeenList({ person }: { readonly person: Person }) {
  const t = useTranslations('sharing');
  const pathOf = usePaths();
  const { accountId, name, state } = person;
  const { data, error, refetch } = useAsk(['elements', 'seen-by', accountId], (acts) => acts.seenEntries(accountId));
  const [limit, setLimit] = useState(PORTION);
  const [open, setOpen] = useState<'change' | 'revoke'>();
  if (error) return <ProblemNotice problem={problemOf(error)} onRetry={() => void refetch()} />;
  if (!data) return <Spinner />;
  const granted = data.filter(({ role }) => role !== 'owner');
  const ids = granted.map(({ elementId }) => elementId);
  const [first] = granted;
  const close = () => setOpen(undefined);
  return (
    <div className="space-y-3">
      <p role="status" className="text-muted">
        {t('seen.count', { name, count: data.filter(({ hasEnded }) => !hasEnded).length })}
      </p>
      <div className="flex flex-wrap gap-3">
        {state !== 'changed' && (
          <ButtonLink look={data.length > 0 ? 'secondary' : 'primary'} href={pathOf('sharing/new', accountId)}>
            {t(data.length > 0 ? 'seen.shareMore' : 'seen.share', { name })}
          </ButtonLink>
        )}
        {first && (
          <>
            {state !== 'changed' && (
              <Button look="secondary" onClick={() => setOpen('change')}>
                {t('seen.changeAll')}
              </Button>
            )}
            <Button look="danger" onClick={() => setOpen('revoke')}>
              {t('seen.revokeAll')}
            </Button>
            {open === 'change' && <ChangeTermsDialog person={person} elementIds={ids} access={first} onClose={close} />}
          </>
        )}
      </div>
      <RevokeDialog person={person} elementIds={ids} isOpen={open === 'revoke'} onClose={close} />
      {data.length > 0 && (
        <ul className="divide-y divide-line">
          {data.slice(0, limit).map((entry) => (
            <li key={entry.elementId}>
              <EntryLine entry={entry} actions={<AccessButtons person={person} entry={entry} access={entry} />}>
                <AccessBadges access={entry} />
              </EntryLine>
            </li>
          ))}
        </ul>
      )}
      {data.length > limit && (
        <Button look="quiet" onClick={() => setLimit(limit + PORTION)}>
          {t('more', { count: Math.min(PORTION, data.length - limit) })}
        </Button>
      )}
    </div>
  );
}
