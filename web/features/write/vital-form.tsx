'use client';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useForm, useWatch } from 'react-hook-form';
import { useAccount } from '../../client/session.tsx';
import { Select, TextArea, TextInput } from '../../components/ui/controls.tsx';
import { Field } from '../../components/ui/field.tsx';
import { Notice } from '../../components/ui/notice.tsx';
import type { VitalValues } from '../../fhir/form-values.ts';
import type { MeasureName } from '../../fhir/measures.ts';
import { MEASURES, MEASURE_NAMES, isPlausible, numberTyped, unitOf } from '../../fhir/measures.ts';
import { vitalResource } from '../../fhir/vital-form.ts';
import type { JsonObject } from '../../fhir/written-json.ts';
import { writeJson } from '../../fhir/written-json.ts';
import { DateInput } from './date-input.tsx';
import { FormFrame } from './form-frame.tsx';
import type { Saving } from './saving.ts';
import type { When } from './when.ts';
import { dayOf, isDate, isFuture, nowWhen, whenOf, writtenWhen } from './when.ts';

type Fields = Omit<VitalValues, 'when'> & When;

interface VitalFormProps {
  readonly former?: { readonly values: VitalValues; readonly resource: JsonObject };
  readonly saving: Saving;
  readonly back?: string;
}

const START = { measure: 'bloodPressure', first: '', second: '', unit: 'mm[Hg]', remark: '' } as const;

/** Something measured: a number with its unit. A number that people rarely have is asked about once, and then taken. */
export function VitalForm({ former, saving, back }: VitalFormProps) {
  const t = useTranslations('write.vital');
  const { name: display } = useAccount();
  const [doubted, setDoubted] = useState<string>();
  const defaultValues: Fields = former ? { ...former.values, ...whenOf(former.values.when) } : { ...START, ...nowWhen() };
  const form = useForm<Fields>({ defaultValues });
  const { register, handleSubmit, formState, setValue } = form;
  const { errors, isDirty } = formState;
  const [measure, unit] = useWatch({ control: form.control, name: ['measure', 'unit'] });
  const { parts, units } = MEASURES[measure];

  const save = handleSubmit((fields) => {
    const second = parts ? (numberTyped(fields.second) ?? '') : '';
    const values: VitalValues = {
      ...fields,
      first: numberTyped(fields.first) ?? '',
      second,
      when: writtenWhen(fields, former?.values.when),
    };
    const isOdd =
      !isPlausible({ ...values, part: 0 }, values.first) || (parts !== undefined && !isPlausible({ ...values, part: 1 }, second));
    const asked = `${values.first} ${second} ${values.unit}`;
    if (isOdd && doubted !== asked) {
      setDoubted(asked);
      return;
    }
    const names = { whole: t(`measures.${fields.measure}`), parts: parts?.map(({ name }) => t(`partNames.${name}`)) ?? [] };
    const resource = vitalResource(values, { subject: { display }, today: dayOf(new Date()), names }, former?.resource);
    saving.save({ kind: 'resource', body: writeJson(resource) });
  });
  const choose = (name: MeasureName) => {
    setValue('unit', MEASURES[name].units[0].code);
    setDoubted(undefined);
  };
  const number = { validate: (text: string) => numberTyped(text) !== undefined };
  const label = (part: 0 | 1) => {
    const { label: unitLabel } = unitOf(measure, unit);
    return parts ? t(`parts.${parts[part].name}`, { unit: unitLabel }) : t('value');
  };
  return (
    <FormFrame
      saving={saving}
      isDirty={isDirty}
      onSubmit={(event) => void save(event)}
      {...(doubted !== undefined && { submitLabel: t('anyway') })}
      {...(back !== undefined && { back })}
    >
      <Field label={t('measure')}>
        {(control) => (
          <Select
            {...control}
            disabled={former !== undefined}
            {...register('measure', { onChange: (event: { target: { value: MeasureName } }) => choose(event.target.value) })}
          >
            {MEASURE_NAMES.map((name) => (
              <option key={name} value={name}>
                {t(`measures.${name}`)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={label(0)} error={errors.first && t('number')}>
          {(control) => <TextInput {...control} inputMode="decimal" autoComplete="off" {...register('first', number)} />}
        </Field>
        {parts && (
          <Field label={label(1)} error={errors.second && t('number')}>
            {(control) => (
              <TextInput
                {...control}
                inputMode="decimal"
                autoComplete="off"
                {...register('second', { ...number, shouldUnregister: true })}
              />
            )}
          </Field>
        )}
        {units.length > 1 && (
          <Field label={t('unit')}>
            {(control) => (
              <Select {...control} {...register('unit')}>
                {units.map(({ code, label: unitLabel }) => (
                  <option key={code} value={code}>
                    {unitLabel}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        )}
        {units.length === 1 && !parts && <p className="self-end pb-2 text-muted">{units[0].label}</p>}
      </div>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={t('date')} error={errors.date && t('dateWrong')}>
          {(control) => (
            <DateInput
              {...control}
              initial={defaultValues.date}
              {...register('date', { validate: (date) => isDate(date) && !isFuture(date) })}
            />
          )}
        </Field>
        <Field label={t('time')}>{(control) => <TextInput {...control} type="time" {...register('time')} />}</Field>
      </div>
      <Field label={t('remark')}>{(control) => <TextArea {...control} rows={2} {...register('remark')} />}</Field>
      <div role="alert">
        {doubted !== undefined && (
          <Notice kind="warn" title={t('odd')}>
            {t('oddText')}
          </Notice>
        )}
      </div>
    </FormFrame>
  );
}
