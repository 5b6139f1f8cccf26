'use client';
import type { Remote } from 'comlink';
import type { ReactNode } from 'react';
import { useForm } from 'react-hook-form';
import type { Topic } from '../../client/act.ts';
import { useAct } from '../../client/act.ts';
import { problemOf } from '../../client/refused-act.ts';
import { useAccount } from '../../client/session.tsx';
import type { ButtonLook } from '../../components/ui/button.tsx';
import { Button } from '../../components/ui/button.tsx';
import type { Acts } from '../../worker/acts/acts.ts';
import { ProblemNotice } from '../shell/problem-notice.tsx';
import { CurrentPasswordField } from './current-password-field.tsx';

interface PasswordFormProps<T> {
  readonly act: (acts: Remote<Acts>, password: string) => Promise<T>;
  readonly changes?: readonly Topic[];
  readonly onDone: (result: T) => void;
  readonly submit: string;
  /** In place of `submit` while the act runs. */
  readonly busy: string;
  readonly look?: ButtonLook;
  /** Further buttons. */
  readonly actions?: ReactNode;
  /** Between the password and the buttons. */
  readonly children?: ReactNode;
}

/** An act for which the password is needed. A wrong one is named at its field, and nothing typed is lost. */
export function PasswordForm<T>({ act, changes, onDone, submit, busy, look, actions, children }: PasswordFormProps<T>) {
  const { identifier } = useAccount();
  const form = useForm({ defaultValues: { password: '' } });
  const { mutateAsync, isPending, error } = useAct(act, changes ? { changes } : {});
  const run = form.handleSubmit(async ({ password }) => {
    try {
      onDone(await mutateAsync(password));
    } catch (caught) {
      if (problemOf(caught).code === 'E_PASSWORD') form.setError('password', { message: 'wrong' }, { shouldFocus: true });
    }
  });
  const problem = error ? problemOf(error) : undefined;
  return (
    <form noValidate onSubmit={(event) => void run(event)} className="space-y-5">
      <CurrentPasswordField
        identifier={identifier}
        input={form.register('password', { required: 'required' })}
        error={form.formState.errors.password?.message}
      />
      {children}
      {problem && problem.code !== 'E_PASSWORD' && <ProblemNotice problem={problem} />}
      <div className="flex flex-wrap gap-3">
        <Button type="submit" isBusy={isPending} {...(look && { look })}>
          {isPending ? busy : submit}
        </Button>
        {actions}
      </div>
    </form>
  );
}
