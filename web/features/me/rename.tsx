'use client';
import { zodResolver } from '@hookform/resolvers/zod';
import { useTranslations } from 'next-intl';
import { useEffect } from 'react';
import { useForm } from 'react-hook-form';
import * as z from 'zod/mini';
import { useAct } from '../../client/act.ts';
import { problemOf } from '../../client/refused-act.ts';
import { useAccount } from '../../client/session.tsx';
import { Button } from '../../components/ui/button.tsx';
import { TextInput } from '../../components/ui/controls.tsx';
import { Field } from '../../components/ui/field.tsx';
import { useToast } from '../../components/ui/toaster.tsx';
import { ProblemNotice } from '../shell/problem-notice.tsx';

const Fields = z.object({ name: z.string().check(z.trim(), z.minLength(1, 'required'), z.maxLength(200, 'long')) });

/** Another name; others see it at their next look. */
export function Rename({ onEnd }: { readonly onEnd: () => void }) {
  const t = useTranslations('me.profile');
  const common = useTranslations('common.actions');
  const toast = useToast();
  const { name } = useAccount();
  const { register, handleSubmit, setFocus, formState } = useForm({ resolver: zodResolver(Fields), defaultValues: { name } });
  const { mutate, error, isPending } = useAct((acts, given: string) => acts.changeName(given), { changes: ['account', 'people'] });
  useEffect(() => setFocus('name'), [setFocus]);
  const message = formState.errors.name?.message;
  const rename = handleSubmit((typed) =>
    mutate(typed.name, {
      onSuccess: () => {
        toast({ text: t('renamed') });
        onEnd();
      },
    }),
  );
  return (
    <form noValidate onSubmit={(event) => void rename(event)} className="space-y-4">
      <Field label={t('name')} hint={t('nameHint')} error={message && (message === 'long' ? t('long') : t('required'))}>
        {(control) => <TextInput autoComplete="name" {...register('name')} {...control} />}
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
