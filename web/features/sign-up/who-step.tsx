'use client';
import { useTranslations } from 'next-intl';
import type { FormEvent, ReactNode } from 'react';
import { useEffect } from 'react';
import type { UseFormReturn } from 'react-hook-form';
import { usePaths } from '../../client/paths.ts';
import { Button, ButtonLink } from '../../components/ui/button.tsx';
import { TextInput } from '../../components/ui/controls.tsx';
import { Field } from '../../components/ui/field.tsx';
import { validateName } from '../credentials/name-rule.ts';
import type { NewAccountFields } from './new-account.tsx';

/** The server says which addresses there are; this finds what was typed in the wrong place. */
const ADDRESS = /^[^\s@]+@[^\s@]+$/;

/** E-mail address and name. */
export function WhoStep({ form, onDone }: { readonly form: UseFormReturn<NewAccountFields>; readonly onDone: () => void }) {
  const t = useTranslations('signUp');
  const path = usePaths();
  const { errors } = form.formState;
  const isTaken = errors.identifier?.message === 'taken';
  useEffect(() => {
    if (isTaken) form.setFocus('identifier');
  }, [isTaken, form]);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (await form.trigger(['identifier', 'name'], { shouldFocus: true })) onDone();
  };
  const errorOf = (message: string | undefined): ReactNode => message && t(`errors.${message as 'taken'}`);
  return (
    <form noValidate onSubmit={(event) => void submit(event)} className="space-y-5">
      <Field label={t('identifier.label')} hint={t('identifier.hint')} error={errorOf(errors.identifier?.message)}>
        {(control) => (
          <TextInput
            type="email"
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            {...form.register('identifier', { validate: (typed) => ADDRESS.test(typed.trim()) || 'identifier' })}
            {...control}
          />
        )}
      </Field>
      {isTaken && (
        <ButtonLink look="secondary" href={path('log-in')}>
          {t('logIn')}
        </ButtonLink>
      )}
      <Field label={t('name.label')} hint={t('name.hint')} error={errorOf(errors.name?.message)}>
        {(control) => <TextInput autoComplete="name" {...form.register('name', { validate: validateName })} {...control} />}
      </Field>
      <div className="flex flex-wrap items-center gap-3">
        <Button type="submit">{t('next')}</Button>
        <ButtonLink look="quiet" href={path('log-in')}>
          {t('haveAccount')}
        </ButtonLink>
      </div>
    </form>
  );
}
