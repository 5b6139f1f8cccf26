'use client';
import type { Remote } from 'comlink';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { useState } from 'react';
import type { Topic } from '../../client/act.ts';
import { useAccount } from '../../client/session.tsx';
import type { ButtonLook } from '../../components/ui/button.tsx';
import type { Acts } from '../../worker/acts/acts.ts';
import { NewPasswordFields } from './new-password-fields.tsx';
import { PasswordForm } from './password-form.tsx';
import type { PasswordRefusal } from './strength.ts';
import { refusalOf } from './strength.ts';

interface Passwords {
  readonly password: string;
  readonly newPassword: string;
}

interface TwoPasswordsProps<T> {
  readonly act: (acts: Remote<Acts>, passwords: Passwords) => Promise<T>;
  readonly changes: readonly Topic[];
  readonly onDone: (result: T) => void;
  readonly submit: string;
  readonly busy: string;
  readonly look?: ButtonLook;
  readonly actions?: ReactNode;
}

/** An act that needs the password and sets a new one. */
export function TwoPasswords<T>({ act, changes, onDone, ...buttons }: TwoPasswordsProps<T>) {
  const t = useTranslations('credentials');
  const { identifier, name } = useAccount();
  const [newPassword, setNewPassword] = useState('');
  const [error, setError] = useState<PasswordRefusal | 'same'>();
  const change = (typed: string) => {
    setNewPassword(typed);
    setError(undefined);
  };
  const refuse = (reason: PasswordRefusal | 'same') => {
    setError(reason);
    return undefined;
  };
  return (
    <PasswordForm<T | undefined>
      {...buttons}
      changes={changes}
      act={async (acts, password) => {
        if (password === newPassword) return refuse('same');
        const refusal = await refusalOf(newPassword, [identifier, name]);
        if (refusal) return refuse(refusal);
        return act(acts, { password, newPassword });
      }}
      onDone={(result) => {
        if (result !== undefined) onDone(result);
      }}
    >
      <NewPasswordFields
        label={t('password.new')}
        input={{ name: 'new-password', value: newPassword, onChange: (event) => change(event.target.value) }}
        value={newPassword}
        onSuggest={change}
        error={error && t(`password.${error}`)}
        personal={[identifier, name]}
      />
    </PasswordForm>
  );
}
