'use client';
import { useTranslations } from 'next-intl';
import { useForm } from 'react-hook-form';
import { useAccount } from '../../client/session.tsx';
import { Select, TextArea, TextInput } from '../../components/ui/controls.tsx';
import { Field } from '../../components/ui/field.tsx';
import type { MedicationValues } from '../../fhir/form-values.ts';
import { MEDICATION_STATES } from '../../fhir/form-values.ts';
import { medicationResource } from '../../fhir/medication-form.ts';
import type { JsonObject } from '../../fhir/written-json.ts';
import { writeJson } from '../../fhir/written-json.ts';
import { DateInput } from './date-input.tsx';
import { FormFrame } from './form-frame.tsx';
import type { Saving } from './saving.ts';
import { dayOf, isDate, keptDate, whenOf } from './when.ts';

interface MedicationFormProps {
  readonly former?: { readonly values: MedicationValues; readonly resource: JsonObject };
  readonly saving: Saving;
  readonly back?: string;
}

const EMPTY: MedicationValues = { name: '', dose: '', status: 'active', since: '', until: '', remark: '' };

const isDateOrNone = (date: string): boolean => date === '' || isDate(date);

/** A drug that somebody takes or took, in their own words. */
export function MedicationForm({ former, saving, back }: MedicationFormProps) {
  const t = useTranslations('write.medication');
  const { name: display } = useAccount();
  const before = former?.values ?? EMPTY;
  const defaultValues: MedicationValues = { ...before, since: whenOf(before.since).date, until: whenOf(before.until).date };
  const { register, handleSubmit, formState, getValues } = useForm<MedicationValues>({ defaultValues });
  const { errors, isDirty } = formState;
  const save = handleSubmit((fields) => {
    const values: MedicationValues = {
      ...fields,
      name: fields.name.trim(),
      dose: fields.dose.trim(),
      since: keptDate(fields.since, before.since),
      until: keptDate(fields.until, before.until),
    };
    const resource = medicationResource(values, { subject: { display }, today: dayOf(new Date()) }, former?.resource);
    saving.save({ kind: 'resource', body: writeJson(resource) });
  });
  return (
    <FormFrame saving={saving} isDirty={isDirty} onSubmit={(event) => void save(event)} {...(back !== undefined && { back })}>
      <Field label={t('name')} hint={t('nameHint')} error={errors.name && t('nameMissing')}>
        {(control) => (
          <TextInput {...control} maxLength={200} autoComplete="off" {...register('name', { validate: (name) => name.trim() !== '' })} />
        )}
      </Field>
      <Field label={t('dose')} hint={t('doseHint')}>
        {(control) => <TextInput {...control} maxLength={500} autoComplete="off" {...register('dose')} />}
      </Field>
      <Field label={t('status')}>
        {(control) => (
          <Select {...control} {...register('status')}>
            {MEDICATION_STATES.map((state) => (
              <option key={state} value={state}>
                {t(`states.${state}`)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={t('since')} error={errors.since && t('dateWrong')}>
          {(control) => <DateInput {...control} initial={defaultValues.since} {...register('since', { validate: isDateOrNone })} />}
        </Field>
        <Field label={t('until')} error={errors.until && t(errors.until.type === 'order' ? 'order' : 'dateWrong')}>
          {(control) => (
            <DateInput
              {...control}
              initial={defaultValues.until}
              {...register('until', {
                validate: {
                  date: isDateOrNone,
                  order: (until) => until === '' || getValues('since') === '' || until >= getValues('since'),
                },
              })}
            />
          )}
        </Field>
      </div>
      <Field label={t('remark')}>{(control) => <TextArea {...control} rows={2} {...register('remark')} />}</Field>
    </FormFrame>
  );
}
