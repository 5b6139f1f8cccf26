'use client';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { useAttempt } from '../../client/attempt.ts';
import { deviceName } from '../../client/device-name.ts';
import { usePaths } from '../../client/paths.ts';
import { useSession } from '../../client/session.tsx';
import { Button } from '../../components/ui/button.tsx';
import { PasswordInput, TextInput } from '../../components/ui/controls.tsx';
import { Field } from '../../components/ui/field.tsx';
import { PageHeader } from '../../components/ui/page-header.tsx';
import { LogInProblem } from '../shell/log-in-problem.tsx';
import { AccountHere } from './account-here.tsx';
import { useLeaveOnceIn } from './after-entry.ts';
import { WayLink } from './way-link.tsx';

interface Typed {
  readonly identifier: string;
  readonly password: string;
}

/** E-mail address and password of an account that exists. */
export function LogIn() {
  const t = useTranslations('entry');
  const common = useTranslations('common');
  const paths = usePaths();
  const { acts, enter } = useSession();
  useLeaveOnceIn();
  const { register, handleSubmit, setError, setFocus, formState } = useForm<Typed>({ defaultValues: { identifier: '', password: '' } });
  const { errors } = formState;
  const [isIn, setIn] = useState(false);
  const attempt = useAttempt(async ({ isPasswordChanged, ...typed }: Typed & { readonly isPasswordChanged: boolean }) => {
    enter(await acts.logIn({ ...typed, device: deviceName(), isPasswordChanged }));
    setIn(true);
  });
  const { problem, isBusy } = attempt;
  const isAddressWrong = problem?.code === 'E_REQUEST' && problem.issues?.some(({ path }) => path === 'identifier');
  const send = (isPasswordChanged: boolean) =>
    handleSubmit(async (typed) => {
      if (!typed.identifier.includes('@')) {
        setError('identifier', { message: t('address.wrong') }, { shouldFocus: true });
        return;
      }
      if (!(await attempt.run({ ...typed, isPasswordChanged }))) setFocus('password', { shouldSelect: true });
    });
  return (
    <>
      <PageHeader title={t('logIn.title')} />
      <form noValidate className="space-y-5" onSubmit={(event) => void send(false)(event)}>
        <AccountHere />
        {problem && !isAddressWrong && <LogInProblem problem={problem} isBusy={isBusy} onPasswordChanged={() => void send(true)()} />}
        <Field label={t('address.label')} error={errors.identifier?.message ?? (isAddressWrong ? t('address.wrong') : undefined)}>
          {(control) => (
            <TextInput
              {...control}
              {...register('identifier', { required: common('field.required') })}
              type="email"
              autoComplete="username"
              autoCapitalize="none"
              spellCheck={false}
            />
          )}
        </Field>
        <Field label={common('password.label')} error={errors.password?.message}>
          {(control) => (
            <PasswordInput {...control} {...register('password', { required: common('field.required') })} autoComplete="current-password" />
          )}
        </Field>
        <Button type="submit" isBusy={isBusy || isIn} className="w-full">
          {isBusy ? t('logIn.busy') : t('logIn.submit')}
        </Button>
      </form>
      <div className="mt-6 flex flex-col items-start gap-1">
        <WayLink href={paths('recover')}>{t('welcome.forgotten')}</WayLink>
        <WayLink href={paths('sign-up')}>{t('logIn.signUp')}</WayLink>
      </div>
    </>
  );
}
