'use client';
import { useTranslations } from 'next-intl';
import { useAccount } from '../../client/session.tsx';
import { usePerson } from './people.ts';
import { VerificationMark } from './verification-mark.tsx';

/** The name of an account as this device knows it, with the mark of its key. */
export function PersonName({ accountId }: { readonly accountId: string }) {
  const t = useTranslations('common.person');
  const own = useAccount();
  const person = usePerson(accountId);
  if (accountId === own.accountId) return <span>{t('self')}</span>;
  if (!person) return <span>{t('unknown', { id: accountId.slice(0, 12) })}</span>;
  return (
    <span className="inline-flex flex-wrap items-center gap-x-2">
      <span className="wrap-anywhere">{person.name}</span>
      <VerificationMark state={person.state} />
    </span>
  );
}
