'use client';
import { useTranslations } from 'next-intl';
import { useAccount } from '../../client/session.tsx';
import { Button } from '../../components/ui/button.tsx';
import { Select, TextInput } from '../../components/ui/controls.tsx';
import { Field } from '../../components/ui/field.tsx';
import type { Standing } from '../../worker/view/view-types.ts';
import { usePeople } from '../people/people.ts';
import { setRecordFilter, useRecordFilter } from './record-filter.ts';

const STANDINGS: readonly Standing[] = ['active', 'ended', 'unknown'];

/** Time, author and state: what narrows the list beside the search. */
export function RecordFilters({ authors, id }: { readonly authors: readonly string[]; readonly id: string }) {
  const t = useTranslations('record');
  const self = useTranslations('common.person');
  const filter = useRecordFilter();
  const own = useAccount();
  const people = usePeople();
  const nameOf = (accountId: string) =>
    accountId === own.accountId ? self('self') : (people.get(accountId)?.name ?? self('unknown', { id: accountId.slice(0, 12) }));
  return (
    <div id={id} className="grid gap-4 rounded-2xl border border-line bg-surface p-4 sm:grid-cols-2 lg:grid-cols-4">
      <Field label={t('filter.from')}>
        {(control) => (
          <TextInput
            {...control}
            type="date"
            value={filter.from ?? ''}
            onChange={({ target }) => setRecordFilter({ from: target.value })}
          />
        )}
      </Field>
      <Field label={t('filter.to')}>
        {(control) => (
          <TextInput {...control} type="date" value={filter.to ?? ''} onChange={({ target }) => setRecordFilter({ to: target.value })} />
        )}
      </Field>
      <Field label={t('filter.author')}>
        {(control) => (
          <Select {...control} value={filter.author ?? ''} onChange={({ target }) => setRecordFilter({ author: target.value })}>
            <option value="">{t('filter.anyone')}</option>
            {authors.map((author) => (
              <option key={author} value={author}>
                {nameOf(author)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label={t('filter.standing')}>
        {(control) => (
          <Select
            {...control}
            value={filter.standing ?? ''}
            onChange={({ target }) => setRecordFilter({ standing: target.value as Standing | '' })}
          >
            <option value="">{t('filter.anyState')}</option>
            {STANDINGS.map((standing) => (
              <option key={standing} value={standing}>
                {t(`standing.${standing}`)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <div className="sm:col-span-2 lg:col-span-4">
        <Button look="quiet" onClick={() => setRecordFilter({ from: '', to: '', author: '', standing: '' })}>
          {t('filter.clear')}
        </Button>
      </div>
    </div>
  );
}
