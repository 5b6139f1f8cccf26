'use client';
import { useTranslations } from 'next-intl';
import { useForm } from 'react-hook-form';
import { useAccount } from '../../client/session.tsx';
import { Checkbox, Select, TextArea, TextInput } from '../../components/ui/controls.tsx';
import { Field } from '../../components/ui/field.tsx';
import { allergyResource } from '../../fhir/allergy-form.ts';
import type { AllergyValues } from '../../fhir/form-values.ts';
import { CRITICALITIES } from '../../fhir/form-values.ts';
import type { JsonObject } from '../../fhir/written-json.ts';
import { writeJson } from '../../fhir/written-json.ts';
import { DateInput } from './date-input.tsx';
import { FormFrame } from './form-frame.tsx';
import type { Saving } from './saving.ts';
import { dayOf, isDate, isFuture, keptDate, whenOf } from './when.ts';

interface AllergyFormProps {
  readonly former?: { readonly values: AllergyValues; readonly resource: JsonObject };
  readonly saving: Saving;
  readonly back?: string;
}

const EMPTY: AllergyValues = { substance: '', reaction: '', criticality: '', isResolved: false, since: '', remark: '' };

/** What somebody does not tolerate, and what happens then. */
export function AllergyForm({ former, saving, back }: AllergyFormProps) {
  const t = useTranslations('write.allergy');
  const { name: display } = useAccount();
  const before = former?.values ?? EMPTY;
  const defaultValues: AllergyValues = { ...before, since: whenOf(before.since).date };
  const { register, handleSubmit, formState } = useForm<AllergyValues>({ defaultValues });
  const { errors, isDirty } = formState;
  const save = handleSubmit((fields) => {
    const since = keptDate(fields.since, before.since);
    const values: AllergyValues = { ...fields, substance: fields.substance.trim(), reaction: fields.reaction.trim(), since };
    const resource = allergyResource(values, { subject: { display }, today: dayOf(new Date()) }, former?.resource);
    saving.save({ kind: 'resource', body: writeJson(resource) });
  });
  return (
    <FormFrame saving={saving} isDirty={isDirty} onSubmit={(event) => void save(event)} {...(back !== undefined && { back })}>
      <Field label={t('substance')} hint={t('substanceHint')} error={errors.substance && t('substanceMissing')}>
        {(control) => (
          <TextInput
            {...control}
            maxLength={200}
            autoComplete="off"
            {...register('substance', { validate: (text) => text.trim() !== '' })}
          />
        )}
      </Field>
      <Field label={t('reaction')} hint={t('reactionHint')}>
        {(control) => <TextInput {...control} maxLength={500} autoComplete="off" {...register('reaction')} />}
      </Field>
      <Field label={t('criticality')}>
        {(control) => (
          <Select {...control} {...register('criticality')}>
            {CRITICALITIES.map((level) => (
              <option key={level} value={level}>
                {t(`levels.${level || 'none'}`)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label={t('since')} error={errors.since && t('dateWrong')}>
        {(control) => (
          <DateInput
            {...control}
            initial={defaultValues.since}
            {...register('since', { validate: (date) => date === '' || (isDate(date) && !isFuture(date)) })}
          />
        )}
      </Field>
      <Checkbox label={t('resolved')} {...register('isResolved')} />
      <Field label={t('remark')}>{(control) => <TextArea {...control} rows={2} {...register('remark')} />}</Field>
    </FormFrame>
  );
}
