import Link from 'next/link';
import type { ComponentProps, ReactNode } from 'react';

export type ButtonLook = 'primary' | 'secondary' | 'quiet' | 'danger';

const BASE =
  'print:hidden inline-flex min-h-10 items-center justify-center gap-2 rounded-lg px-4 py-2 text-center font-medium transition-colors aria-disabled:cursor-not-allowed aria-disabled:opacity-60 disabled:cursor-not-allowed disabled:opacity-60';
const LOOKS: Readonly<Record<ButtonLook, string>> = {
  primary: 'bg-accent text-on-accent hover:bg-accent-strong',
  secondary: 'border border-edge bg-surface text-ink hover:bg-sunken',
  quiet: 'text-accent hover:bg-accent-soft',
  danger: 'border border-bad bg-surface text-bad hover:bg-bad-soft',
};

interface ButtonProps extends ComponentProps<'button'> {
  readonly look?: ButtonLook;
  /** Work is under way: it says so, keeps the focus, and a second press does nothing. */
  readonly isBusy?: boolean;
}

export function Button({ look = 'primary', isBusy = false, type = 'button', className = '', onClick, children, ...rest }: ButtonProps) {
  return (
    <button
      type={isBusy ? 'button' : type}
      aria-disabled={isBusy || undefined}
      aria-busy={isBusy || undefined}
      onClick={isBusy ? undefined : onClick}
      className={`${BASE} ${LOOKS[look]} ${className}`}
      {...rest}
    >
      {isBusy && <span aria-hidden className="size-4 animate-spin rounded-full border-2 border-current border-t-transparent" />}
      {children}
    </button>
  );
}

/** A way to another page that looks like a button. */
export function ButtonLink({
  look = 'primary',
  className = '',
  ...rest
}: ComponentProps<typeof Link> & { readonly look?: ButtonLook; readonly children: ReactNode }) {
  return <Link prefetch={false} className={`${BASE} ${LOOKS[look]} ${className}`} {...rest} />;
}
