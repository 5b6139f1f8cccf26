'use client';
import { ChevronLeft } from 'lucide-react';
import { useTranslations } from 'next-intl';
import Link from 'next/link';
import type { ReactNode } from 'react';

interface PageHeaderProps {
  readonly title: ReactNode;
  readonly intro?: ReactNode;
  readonly actions?: ReactNode;
  /** Where this page hangs below another. */
  readonly back?: string;
}

/** The one `h1` of a page, with what can be done here. */
export function PageHeader({ title, intro, actions, back }: PageHeaderProps) {
  const t = useTranslations('common.actions');
  return (
    <header className="mb-6 space-y-2">
      {back && (
        <Link prefetch={false} href={back} className="no-print inline-flex min-h-6 items-center gap-1 text-accent hover:underline">
          <ChevronLeft aria-hidden className="size-4" />
          {t('back')}
        </Link>
      )}
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h1 className="min-w-0 text-2xl font-semibold break-words">{title}</h1>
        {actions && <div className="flex flex-wrap gap-3">{actions}</div>}
      </div>
      {intro && <div className="max-w-prose text-muted">{intro}</div>}
    </header>
  );
}
