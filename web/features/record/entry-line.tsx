'use client';
import { useTranslations } from 'next-intl';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { useDates } from '../../client/dates.ts';
import { usePaths } from '../../client/paths.ts';
import type { Entry } from '../../worker/sharing/sharing-types.ts';

/** An entry in one line, with the way to its page; what else there is to say stands below and beside it. */
export function EntryLine({
  entry: { elementId, title, kind, date },
  children,
  actions,
}: {
  readonly entry: Entry;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
}) {
  const t = useTranslations('common.kinds');
  const pathOf = usePaths();
  const dates = useDates();
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 py-2.5">
      <div className="min-w-0 flex-1 basis-56">
        <Link
          prefetch={false}
          href={pathOf('record/element', elementId)}
          className="inline-block min-h-6 max-w-full font-medium break-words text-ink underline-offset-2 hover:text-accent hover:underline"
        >
          {title}
        </Link>
        <p className="text-sm text-muted">
          {t(kind)} · {dates.fhir(date)}
        </p>
        {children}
      </div>
      {actions && <div className="flex shrink-0 items-center gap-1">{actions}</div>}
    </div>
  );
}
