'use client';
import type { FieldChange } from '@sealchart/sdk';
import { useTranslations } from 'next-intl';
import { FieldValue } from './field-value.tsx';
import { usePathLabel } from './words.ts';

/** Where two contents differ: what it was and what it is. */
export function ChangeList({ changes }: { readonly changes: readonly FieldChange[] }) {
  const t = useTranslations('element.changes');
  const labelOf = usePathLabel();
  if (changes.length === 0) return <p className="text-muted">{t('none')}</p>;
  return (
    <ul className="space-y-3">
      {changes.map(({ path, before, after }) => (
        <li key={path} className="rounded-lg bg-sunken p-3">
          <p className="font-medium break-words">{labelOf(path)}</p>
          <dl className="mt-1 space-y-1">
            <ChangedValue path={path} label={t('before')} value={before} />
            <ChangedValue path={path} label={t('after')} value={after} />
          </dl>
        </li>
      ))}
    </ul>
  );
}

/** One side of a change. */
function ChangedValue({ path, label, value }: { readonly path: string; readonly label: string; readonly value: string | undefined }) {
  const t = useTranslations('element.changes');
  return (
    <div className="grid gap-x-3 sm:grid-cols-[6rem_minmax(0,1fr)]">
      <dt className="text-sm text-muted">{label}</dt>
      <dd className="min-w-0 break-words whitespace-pre-wrap">
        {value === undefined ? <span className="text-muted italic">{t('nothing')}</span> : <FieldValue path={path} value={value} />}
      </dd>
    </div>
  );
}
