'use client';
import type { AccessChange } from '@sealchart/sdk';
import { useTranslations } from 'next-intl';
import { PersonName } from '../people/person-name.tsx';

/** Who was let in, changed or taken out by one version. */
export function AccessChanges({ changes }: { readonly changes: readonly AccessChange[] }) {
  const t = useTranslations('element');
  if (changes.length === 0) return null;
  return (
    <ul className="space-y-1 text-sm">
      {changes.map(({ accountId, before, after }) => (
        <li key={accountId} className="flex flex-wrap items-center gap-x-2">
          <PersonName accountId={accountId} />
          <span className="text-muted">
            {after ? t(before ? 'access.changed' : 'access.added', { role: t(`roles.${after.role}`) }) : t('access.removed')}
          </span>
        </li>
      ))}
    </ul>
  );
}
