'use client';
import { useTranslations } from 'next-intl';
import { useId, useState } from 'react';
import { useDates } from '../../client/dates.ts';
import { Checkbox, Radio, TextInput } from '../../components/ui/controls.tsx';
import { Field } from '../../components/ui/field.tsx';
import type { Terms } from './terms.ts';
import { ENDS, GRANTED_ROLES, dayOf, untilOf } from './terms.ts';

interface TermsFieldsProps {
  readonly terms: Terms;
  readonly onChange: (terms: Terms) => void;
  /** The chosen day does not stand. */
  readonly isRefused: boolean;
}

/** What somebody may do, until when, and how far back. */
export function TermsFields({ terms, onChange, isRefused }: TermsFieldsProps) {
  const t = useTranslations('sharing.terms');
  const roles = useTranslations('sharing.roles');
  const dates = useDates();
  const id = useId();
  // The form is open for minutes: an end moves on by no more when it is sealed.
  const [now] = useState(() => Date.now());
  const until = untilOf(terms, now);
  return (
    <div className="space-y-6">
      <fieldset className="space-y-1">
        <legend className="pb-1 font-medium">{t('role')}</legend>
        {GRANTED_ROLES.map((role) => (
          <Radio
            key={role}
            name={`${id}-role`}
            checked={terms.role === role}
            onChange={() => onChange({ ...terms, role })}
            label={roles(role)}
            hint={t(`roleHints.${role}`)}
          />
        ))}
      </fieldset>
      <fieldset className="space-y-1">
        <legend className="pb-1 font-medium">{t('end')}</legend>
        <div className="flex flex-wrap gap-x-6">
          {ENDS.map((end) => (
            <Radio
              key={end}
              name={`${id}-end`}
              checked={terms.end === end}
              onChange={() => onChange({ ...terms, end })}
              label={t(`ends.${end}`)}
            />
          ))}
        </div>
        {terms.end === 'own' && (
          <Field label={t('day')} hint={t('dayHint')} error={isRefused && t('dayError')}>
            {(control) => (
              <TextInput
                type="date"
                className="max-w-52"
                min={dayOf(now)}
                value={terms.day}
                onChange={({ target }) => onChange({ ...terms, day: target.value })}
                {...control}
              />
            )}
          </Field>
        )}
        <p role="status" className="pt-1 text-sm text-muted">
          {until === null ? t('never') : until !== undefined && t('until', { at: dates.instant(until) })}
        </p>
      </fieldset>
      <Checkbox
        checked={terms.history}
        onChange={({ target }) => onChange({ ...terms, history: target.checked })}
        label={
          <>
            {t('history')}
            <span className="block text-sm text-muted">{t('historyHint')}</span>
          </>
        }
      />
    </div>
  );
}
