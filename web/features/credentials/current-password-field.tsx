'use client';
import { useTranslations } from 'next-intl';
import type { ComponentProps } from 'react';
import { PasswordInput } from '../../components/ui/controls.tsx';
import { Field } from '../../components/ui/field.tsx';

interface CurrentPasswordFieldProps {
  /** Tells a password manager whose password it is. */
  readonly identifier: string;
  /** What `register` of the form gives. */
  readonly input: ComponentProps<typeof PasswordInput>;
  /** `required` or `wrong`. */
  readonly error?: string | undefined;
  readonly label?: string;
}

/** The password that holds now, asked for before an act that changes what opens the account. */
export function CurrentPasswordField({ identifier, input, error, label }: CurrentPasswordFieldProps) {
  const t = useTranslations('credentials.current');
  return (
    <>
      <input type="text" name="username" autoComplete="username" value={identifier} readOnly hidden />
      <Field label={label ?? t('label')} error={error === 'wrong' ? t('wrong') : error && t('required')}>
        {(control) => <PasswordInput autoComplete="current-password" {...input} {...control} />}
      </Field>
    </>
  );
}
