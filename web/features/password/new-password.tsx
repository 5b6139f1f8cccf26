'use client';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import type { UseFormRegisterReturn } from 'react-hook-form';
import { PasswordInput } from '../../components/ui/controls.tsx';
import { Field } from '../../components/ui/field.tsx';

/** Characters of a new password, as the protocol asks for. */
export const PASSWORD_CHARACTERS = 12;

/** Whether a new password is long enough to be taken. */
export function isLongEnough(password: string): boolean {
  return password.trim() !== '' && Array.from(password.normalize('NFKC')).length >= PASSWORD_CHARACTERS;
}

interface NewPasswordProps {
  /** Of the form: `register('password')`. */
  readonly control: UseFormRegisterReturn;
  readonly error?: ReactNode;
  readonly label?: string;
}

/** A password that is chosen now: its only rule is its length. */
export function NewPassword({ control, error, label }: NewPasswordProps) {
  const t = useTranslations('common.password');
  return (
    <Field label={label ?? t('new')} hint={t('rule', { count: PASSWORD_CHARACTERS })} error={error}>
      {(props) => <PasswordInput {...props} {...control} autoComplete="new-password" required />}
    </Field>
  );
}
