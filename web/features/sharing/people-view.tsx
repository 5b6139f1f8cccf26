'use client';
import type { PersonAccess } from '@sealchart/sdk';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useAsk } from '../../client/act.ts';
import { useAttempt } from '../../client/attempt.ts';
import { useDates } from '../../client/dates.ts';
import { usePaths } from '../../client/paths.ts';
import { problemOf } from '../../client/refused-act.ts';
import { useSession } from '../../client/session.tsx';
import { Badge } from '../../components/ui/badge.tsx';
import { Button, ButtonLink } from '../../components/ui/button.tsx';
import { Spinner } from '../../components/ui/spinner.tsx';
import { PersonCard } from '../people/person-card.tsx';
import { RevokeDialog } from '../people/revoke-dialog.tsx';
import { useRoleName } from '../people/roles.ts';
import { ProblemNotice } from '../shell/problem-notice.tsx';
import { NobodySees } from './nobody-sees.tsx';
import { GRANTED_ROLES } from './terms.ts';

/** Who sees what, by person. */
export function PeopleView() {
  const t = useTranslations('sharing.overview');
  const { data, error, refetch } = useAsk(['elements', 'who-sees'], (acts) => acts.whoSees());
  if (error) return <ProblemNotice problem={problemOf(error)} onRetry={() => void refetch()} />;
  if (!data) return <Spinner />;
  if (data.length === 0) return <NobodySees />;
  return (
    <ul aria-label={t('views.people')} className="max-w-3xl space-y-3">
      {data.map((access) => (
        <li key={access.person.accountId}>
          <PersonRow access={access} />
        </li>
      ))}
    </ul>
  );
}

function PersonRow({ access: { person, elements, byRole, nextUntil, ended } }: { readonly access: PersonAccess }) {
  const t = useTranslations('sharing.overview');
  const dates = useDates();
  const pathOf = usePaths();
  const roleName = useRoleName();
  const { acts } = useSession();
  const [revoking, setRevoking] = useState<readonly string[]>();
  const { accountId, name } = person;
  const asking = useAttempt(async () => {
    const seen = await acts.seenEntries(accountId);
    setRevoking(seen.filter(({ role }) => role !== 'owner').map(({ elementId }) => elementId));
  });
  const granted = GRANTED_ROLES.filter((role) => (byRole[role] ?? 0) > 0);
  return (
    <PersonCard
      person={person}
      actions={
        <>
          <ButtonLink look="secondary" href={pathOf('sharing/person', accountId)} aria-label={t('openLabel', { name })}>
            {t('open')}
          </ButtonLink>
          {(granted.length > 0 || ended > 0) && (
            <Button look="danger" aria-label={t('revokeLabel', { name })} isBusy={asking.isBusy} onClick={() => void asking.run()}>
              {t('revoke')}
            </Button>
          )}
        </>
      }
    >
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span>{t('entries', { count: elements })}</span>
        {granted.map((role) => (
          <span key={role} className="text-sm text-muted">
            {t('byRole', { role: roleName(role), count: byRole[role] ?? 0 })}
          </span>
        ))}
        {nextUntil !== undefined && <span className="text-sm text-muted">{t('nextUntil', { at: dates.instant(nextUntil) })}</span>}
        {ended > 0 && <Badge kind="warn">{t('ended', { count: ended })}</Badge>}
      </div>
      {asking.problem && <ProblemNotice problem={asking.problem} onRetry={() => void asking.run()} />}
      <RevokeDialog person={person} elementIds={revoking ?? []} isOpen={revoking !== undefined} onClose={() => setRevoking(undefined)} />
    </PersonCard>
  );
}
