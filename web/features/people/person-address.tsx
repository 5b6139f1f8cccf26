'use client';
import { useTranslations } from 'next-intl';
import { usePerson } from './people.ts';

/** The address of somebody, where a person decides about them: names are self-given, and whoever likes has that of somebody else. */
export function PersonAddress({ accountId }: { readonly accountId: string }) {
  const t = useTranslations('sharing.person');
  const person = usePerson(accountId);
  if (!person) return null;
  const { identifier } = person;
  return <p className="text-sm break-words text-muted">{identifier === undefined ? t('noAddress') : t('address', { identifier })}</p>;
}
