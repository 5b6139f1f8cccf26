import type { ComponentProps } from 'react';

/** One thing on the page, set apart. */
export function Card({ className = '', ...rest }: ComponentProps<'section'>) {
  return <section className={`rounded-2xl border border-line bg-surface p-4 sm:p-5 ${className}`} {...rest} />;
}
