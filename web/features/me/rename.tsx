'use client';
import { useTranslations } from 'next-intl';
import { useEffect } from 'react';
import { useForm } from 'react-hook-form';
import { useAct } from '../../client/act.ts';
import { problemOf } from '../../client/refused-act.ts';
import { useAccount } from '../../client/session.tsx';
import { Button } from '../../components/ui/button.tsx';
import { TextInput } from '../../components/ui/controls.tsx';
import { Field } from '../../components/ui/field.tsx';
import { useToast } from '../../components/ui/toaster.tsx';
import { validateName } from '../credentials/name-rule.ts';
import { ProblemNotice } from '../shell/problem-notice.tsx';

/** Another name; others see it at their next look. */
export function Rename({ onEnd }: { readonly onEnd: () => void }) {
  const t = useTranslations('me.profile');
  const common = useTranslations('common.actions');
  const toast = useToast();
  const { name } = useAccount();
  const { register, handleSubmit, setFocus, formState } = useForm({ defaultValues: { name } });
  const { mutate, error, isPending } = useAct((acts, given: string) => acts.changeName(given), { changes: ['account', 'people'] });
  useEffect(() => setFocus('name'), [setFocus]);
  const message = formState.errors.name?.message;
  const rename = handleSubmit((typed) =>
    mutate(typed.name.trim(), {
      onSuccess: () => {
        toast({ text: t('renamed') });
        onEnd();
      },
    }),
  );
  return (
    <form noValidate onSubmit={(event) => void rename(event)} className="space-y-4">
      <Field label={t('name')} hint={t('nameHint')} error={message && (message === 'long' ? t('long') : t('required'))}>
        {(control) => <TextInput autoComplete="name" {...register('name', { validate: validateName })} {...control} />}
      </Field>
      {error && <ProblemNotice problem={problemOf(error)} />}
      <div className="flex flex-wrap gap-3">
        <Button type="submit" isBusy={isPending}>
          {common('save')}
        </Button>
        <Button look="secondary" onClick={onEnd}>
          {common('cancel')}
        </Button>
      </div>
    </form>
  );
}
