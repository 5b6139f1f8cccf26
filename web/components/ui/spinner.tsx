'use client';
import { useTranslations } from 'next-intl';

/** Something is on its way. */
export function Spinner({ label }: { readonly label?: string }) {
  const t = useTranslations('common');
  return (
    <p role="status" className="flex items-center gap-3 py-8 text-muted">
      <span aria-hidden className="size-5 animate-spin rounded-full border-2 border-current border-t-transparent" />
      {label ?? t('loading')}
    </p>
  );
}
