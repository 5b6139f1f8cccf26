'use client';
import { Eye, EyeOff } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ComponentProps, ReactNode } from 'react';
import { useState } from 'react';
import { IconButton } from './icon-button.tsx';

const BOX =
  'block w-full min-h-10 rounded-lg border border-edge bg-surface px-3 py-2 text-ink placeholder:text-muted aria-invalid:border-bad aria-invalid:ring-1 aria-invalid:ring-bad';

export function TextInput({ className = '', ...rest }: ComponentProps<'input'>) {
  return <input className={`${BOX} ${className}`} {...rest} />;
}

export function TextArea({ className = '', rows = 4, ...rest }: ComponentProps<'textarea'>) {
  return <textarea rows={rows} className={`${BOX} ${className}`} {...rest} />;
}

export function Select({ className = '', ...rest }: ComponentProps<'select'>) {
  return <select className={`${BOX} ${className}`} {...rest} />;
}

/** Paste and password managers are welcome; the text can be shown. */
export function PasswordInput(props: Omit<ComponentProps<'input'>, 'type'>) {
  const t = useTranslations('common.password');
  const [isShown, setShown] = useState(false);
  return (
    <div className="flex items-center gap-1">
      <TextInput {...props} type={isShown ? 'text' : 'password'} autoCapitalize="none" autoCorrect="off" spellCheck={false} />
      <IconButton
        icon={isShown ? EyeOff : Eye}
        label={isShown ? t('hide') : t('show')}
        aria-pressed={isShown}
        onClick={() => setShown(!isShown)}
      />
    </div>
  );
}

/** A box with its words to the right; both can be pressed. */
export function Checkbox({ label, className = '', ...rest }: Omit<ComponentProps<'input'>, 'type'> & { readonly label: ReactNode }) {
  return (
    <label className={`flex min-h-6 items-start gap-3 py-1 ${className}`}>
      <input type="checkbox" className="mt-0.5 size-5 shrink-0 accent-accent" {...rest} />
      <span>{label}</span>
    </label>
  );
}

/** One of several; the group names itself in a `fieldset`. */
export function Radio({
  label,
  hint,
  ...rest
}: Omit<ComponentProps<'input'>, 'type'> & { readonly label: ReactNode; readonly hint?: ReactNode }) {
  return (
    <label className="flex min-h-6 items-start gap-3 py-1">
      <input type="radio" className="mt-0.5 size-5 shrink-0 accent-accent" {...rest} />
      <span>
        {label}
        {hint && <span className="block text-sm text-muted">{hint}</span>}
      </span>
    </label>
  );
}
