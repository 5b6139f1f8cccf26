'use client';
import { useTranslations } from 'next-intl';
import { useAsk } from '../../client/act.ts';
import { useDates } from '../../client/dates.ts';
import { usePaths } from '../../client/paths.ts';
import { ButtonLink } from '../../components/ui/button.tsx';
import { PageHeader } from '../../components/ui/page-header.tsx';
import { KeyNotice } from '../people/key-notice.tsx';
import { useNameOf, usePeople } from '../people/people.ts';
import { useRoleName } from '../people/roles.ts';
import { VerificationMark } from '../people/verification-mark.tsx';
import type { Kind } from '../record/kinds.ts';
import { RefusedNotice } from '../record/refused-notice.tsx';
import { NewEntries } from './new-entries.tsx';
import { ReceivedEntries } from './received-entries.tsx';

/** The record of somebody who shares: who, on which terms, what is new, and all of it. */
export function ReceivedRecord({ accountId, kind }: { readonly accountId: string; readonly kind: Kind | undefined }) {
  const t = useTranslations('sharing.received');
  const dates = useDates();
  const pathOf = usePaths();
  const roleName = useRoleName();
  const person = usePeople().get(accountId);
  const name = useNameOf()(accountId);
  const { data: senders } = useAsk(['elements', 'senders'], (acts) => acts.senders());
  const sender = senders?.find((other) => other.accountId === accountId);
  return (
    <div className="max-w-3xl space-y-5">
      <PageHeader
        title={t('of', { name })}
        back={pathOf('shared')}
        intro={
          <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
            {person && <VerificationMark state={person.state} />}
            {sender?.roles.map((role) => (
              <span key={role}>{roleName(role)}</span>
            ))}
            {sender?.nextUntil !== undefined && <span>{t('until', { at: dates.instant(sender.nextUntil) })}</span>}
          </span>
        }
        actions={
          <ButtonLink look="secondary" href={pathOf('sharing/person', accountId)}>
            {t('person')}
          </ButtonLink>
        }
      />
      {person?.state === 'changed' && <KeyNotice person={person} />}
      <RefusedNotice />
      <NewEntries accountId={accountId} />
      <ReceivedEntries accountId={accountId} kind={kind} />
    </div>
  );
}
