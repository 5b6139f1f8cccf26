'use client';
import { useTranslations } from 'next-intl';
import { useForm } from 'react-hook-form';
import { TextArea, TextInput } from '../../components/ui/controls.tsx';
import { Field } from '../../components/ui/field.tsx';
import type { NoteValues } from '../../fhir/form-values.ts';
import { FormFrame } from './form-frame.tsx';
import type { Saving } from './saving.ts';

/** A note: a text of one's own, and how lists name it. */
export function NoteForm({ initial, saving, back }: { readonly initial?: NoteValues; readonly saving: Saving; readonly back?: string }) {
  const t = useTranslations('write.note');
  const { register, handleSubmit, formState } = useForm<NoteValues>({ defaultValues: initial ?? { title: '', text: '' } });
  const { errors, isDirty } = formState;
  const save = handleSubmit(({ title, text }) => saving.save({ kind: 'note', title, text }));
  return (
    <FormFrame saving={saving} isDirty={isDirty} onSubmit={(event) => void save(event)} {...(back !== undefined && { back })}>
      <Field label={t('title')} hint={t('titleHint')}>
        {(control) => <TextInput {...control} maxLength={200} autoComplete="off" {...register('title')} />}
      </Field>
      <Field label={t('text')} error={errors.text && t('empty')}>
        {(control) => <TextArea {...control} rows={10} {...register('text', { validate: (text) => text.trim() !== '' })} />}
      </Field>
    </FormFrame>
  );
}
