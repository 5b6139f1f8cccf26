'use client';
import type { Role } from '@sealchart/protocol';
import { useTranslations } from 'next-intl';
import { useDates } from '../../client/dates.ts';
import { Badge } from '../../components/ui/badge.tsx';
import { Details } from '../../components/ui/details.tsx';
import type { AudienceMember } from '../../worker/sharing/sharing-types.ts';
import { FingerprintWords } from '../people/fingerprint-words.tsx';
import { usePerson } from '../people/people.ts';
import { PersonAddress } from '../people/person-address.tsx';
import { PersonName } from '../people/person-name.tsx';
import { useRoleName } from '../people/roles.ts';

interface AudienceListProps {
  /** Who reads some of it now. */
  readonly audience: readonly AudienceMember[];
  /** Who is about to. */
  readonly recipient: { readonly accountId: string; readonly role: Role; readonly until: string | null };
  readonly total: number;
}

/** Everybody who will be able to read some or all of what is chosen, oneself included. */
export function AudienceList({ audience, recipient, total }: AudienceListProps) {
  const t = useTranslations('sharing.audience');
  const before = audience.find(({ accountId }) => accountId === recipient.accountId);
  const others = audience.filter(({ accountId }) => accountId !== recipient.accountId);
  return (
    <ul className="space-y-3">
      <li className="border-l-2 border-line pl-3">
        <p className="font-medium">{t('you')}</p>
      </li>
      <Member
        badge={before ? t('already', { count: before.elements }) : t('new')}
        member={{
          accountId: recipient.accountId,
          elements: total,
          roles: [recipient.role],
          ...(recipient.until !== null && { nextUntil: recipient.until }),
        }}
        total={total}
      />
      {others.map((member) => (
        <Member key={member.accountId} member={member} total={total} />
      ))}
    </ul>
  );
}

function Member({ member, total, badge }: { readonly member: AudienceMember; readonly total: number; readonly badge?: string }) {
  const t = useTranslations('sharing.audience');
  const dates = useDates();
  const roleName = useRoleName();
  const { accountId, elements, roles, nextUntil } = member;
  const person = usePerson(accountId);
  return (
    <li className={`space-y-1 border-l-2 pl-3 ${badge === undefined ? 'border-line' : 'border-accent'}`}>
      <p className="flex flex-wrap items-center gap-2 font-medium">
        <PersonName accountId={accountId} />
        {badge !== undefined && <Badge kind="info">{badge}</Badge>}
      </p>
      <PersonAddress accountId={accountId} />
      <p className="text-sm text-muted">
        {[
          t('reads', { count: elements, total }),
          ...roles.map(roleName),
          nextUntil === undefined ? t('noEnd') : t('until', { at: dates.instant(nextUntil) }),
        ].join(' · ')}
      </p>
      {person && (
        <Details summary={t('words')}>
          <FingerprintWords words={person.words} label={t('wordsOf', { name: person.name })} />
        </Details>
      )}
    </li>
  );
}
