'use client';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { useForm } from 'react-hook-form';
import { useAct } from '../../client/act.ts';
import { problemOf } from '../../client/refused-act.ts';
import { useAccount } from '../../client/session.tsx';
import { Button } from '../../components/ui/button.tsx';
import type { KitView } from '../../worker/kit-keeper.ts';
import { ProblemNotice } from '../shell/problem-notice.tsx';
import { CurrentPasswordField } from './current-password-field.tsx';
import { markUnproven } from './kit-mark.ts';

interface KitRequestProps {
  readonly onMade: (view: KitView) => void;
  readonly actions?: ReactNode;
}

/** Makes a new recovery kit, for which the password is needed. */
export function KitRequest({ onMade, actions }: KitRequestProps) {
  const t = useTranslations('credentials');
  const { identifier } = useAccount();
  const form = useForm({ defaultValues: { password: '' } });
  const { mutate, error, isPending } = useAct((acts, password: string) => acts.makeKit({ password }), { changes: ['account'] });
  const problem = error ? problemOf(error) : undefined;
  const make = form.handleSubmit(({ password }) =>
    mutate(password, {
      onSuccess: (view) => {
        markUnproven(view.check);
        onMade(view);
      },
      onError: (caught) => {
        if (problemOf(caught).code === 'E_PASSWORD') form.setError('password', { message: 'wrong' }, { shouldFocus: true });
      },
    }),
  );
  return (
    <form noValidate onSubmit={(event) => void make(event)} className="space-y-5">
      <CurrentPasswordField
        identifier={identifier}
        input={form.register('password', { required: 'required' })}
        error={form.formState.errors.password?.message}
      />
      {problem && problem.code !== 'E_PASSWORD' && <ProblemNotice problem={problem} />}
      <div className="flex flex-wrap gap-3">
        <Button type="submit" isBusy={isPending}>
          {isPending ? t('kit.making') : t('kit.make')}
        </Button>
        {actions}
      </div>
    </form>
  );
}
