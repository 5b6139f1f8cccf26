'use client';
import { useTranslations } from 'next-intl';
import type { FormEvent } from 'react';
import type { UseFormReturn } from 'react-hook-form';
import { Button } from '../../components/ui/button.tsx';
import type { Problem } from '../../worker/problem.ts';
import { NewPasswordFields } from '../credentials/new-password-fields.tsx';
import { ProblemNotice } from '../shell/problem-notice.tsx';
import type { NewAccountFields } from './new-account.tsx';

interface PasswordStepProps {
  readonly form: UseFormReturn<NewAccountFields>;
  readonly problem: Problem | undefined;
  readonly onSubmit: () => void;
  readonly onBack: () => void;
}

/** The password; with it the account is made. */
export function PasswordStep({ form, problem, onSubmit, onBack }: PasswordStepProps) {
  const t = useTranslations('signUp');
  const tc = useTranslations('credentials.password');
  const { errors, isSubmitting } = form.formState;
  const { identifier, name, password } = form.watch();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <form noValidate onSubmit={submit} className="space-y-5">
      <input type="text" name="username" autoComplete="username" value={identifier} readOnly hidden />
      <NewPasswordFields
        input={form.register('password')}
        value={password}
        onSuggest={(phrase) => {
          form.setValue('password', phrase);
          form.clearErrors('password');
        }}
        error={errors.password && tc(errors.password.type === 'unjudged' ? 'unjudged' : 'weak')}
        personal={[identifier, name]}
      />
      {problem && <ProblemNotice problem={problem} />}
      <div className="flex flex-wrap gap-3">
        <Button type="submit" isBusy={isSubmitting}>
          {isSubmitting ? t('creating') : t('create')}
        </Button>
        <Button look="secondary" disabled={isSubmitting} onClick={onBack}>
          {t('back')}
        </Button>
      </div>
      <p role="status" className="text-sm text-muted empty:hidden">
        {isSubmitting && t('creatingHint')}
      </p>
    </form>
  );
}
