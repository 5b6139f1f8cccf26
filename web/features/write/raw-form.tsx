'use client';
import { useTranslations } from 'next-intl';
import { useForm } from 'react-hook-form';
import { problemOf } from '../../client/refused-act.ts';
import { TextArea, TextInput } from '../../components/ui/controls.tsx';
import { Field } from '../../components/ui/field.tsx';
import { Notice } from '../../components/ui/notice.tsx';
import { readJson, writeJson } from '../../fhir/written-json.ts';
import { FormFrame } from './form-frame.tsx';
import type { Saving } from './saving.ts';

interface RawFields {
  readonly title: string;
  readonly body: string;
}

interface RawFormProps {
  readonly initial?: RawFields;
  readonly saving: Saving;
  readonly back?: string;
}

/** A resource as it is stored, for people who know FHIR; it is checked before it is kept. */
export function RawForm({ initial, saving, back }: RawFormProps) {
  const t = useTranslations('write.raw');
  const { register, handleSubmit, formState } = useForm<RawFields>({
    defaultValues: initial ? { title: initial.title, body: pretty(initial.body) } : { title: '', body: '' },
  });
  const { errors, isDirty } = formState;
  const save = handleSubmit(({ title, body }) => {
    // A title that nobody touched follows the content, as it did before.
    const isTitled = title.trim() !== '' && title !== initial?.title;
    saving.save({ kind: 'resource', body: compact(body), ...(isTitled && { title }) });
  });
  const issues = saving.error ? (problemOf(saving.error).issues ?? []) : [];
  return (
    <FormFrame saving={saving} isDirty={isDirty} onSubmit={(event) => void save(event)} {...(back !== undefined && { back })}>
      <p className="text-muted">{t('intro')}</p>
      <Field label={t('title')} hint={t('titleHint')}>
        {(control) => <TextInput {...control} maxLength={200} autoComplete="off" {...register('title')} />}
      </Field>
      <Field label={t('body')} error={errors.body && t('noJson')}>
        {(control) => (
          <TextArea
            {...control}
            rows={18}
            spellCheck={false}
            autoCapitalize="none"
            className="font-mono text-sm"
            {...register('body', { validate: isJson })}
          />
        )}
      </Field>
      {issues.length > 0 && (
        <Notice kind="bad" title={t('issues')}>
          <ul className="list-disc pl-5">
            {issues.map(({ path, message }) => (
              <li key={`${path} ${message}`}>{path === '' ? message : `${path}: ${message}`}</li>
            ))}
          </ul>
        </Notice>
      )}
    </FormFrame>
  );
}

/** Laid out for reading; as it is where that would change it. */
function pretty(body: string): string {
  const resource = readJson(body);
  return resource ? writeJson(resource, 2) : body;
}

function compact(body: string): string {
  const resource = readJson(body);
  return resource ? writeJson(resource) : body;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
