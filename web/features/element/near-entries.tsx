'use client';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useTranslations } from 'next-intl';
import Link from 'next/link';
import { useAsk } from '../../client/act.ts';
import { usePaths } from '../../client/paths.ts';

const LOOK = 'flex min-h-11 min-w-0 items-center gap-2 rounded-xl border border-line bg-surface px-3 py-2 hover:border-edge';

/** The ways to the entries beside this one in the list that it was opened from. */
export function NearEntries({ elementId }: { readonly elementId: string }) {
  const t = useTranslations('element.near');
  const pathOf = usePaths();
  const { data } = useAsk(['elements', 'neighbours', elementId], (acts) => acts.neighbours(elementId));
  if (!data || (!data.before && !data.after)) return null;
  const { before, after } = data;
  return (
    <nav aria-label={t('label')} className="mt-6 grid gap-3 sm:grid-cols-2">
      {before && (
        <Link prefetch={false} href={pathOf('record/element', before.elementId)} className={LOOK}>
          <ChevronLeft aria-hidden className="size-4 shrink-0 text-accent" />
          <span className="min-w-0">
            <span className="block text-sm text-muted">{t('before')}</span>
            <span className="line-clamp-2 break-words">{before.title}</span>
          </span>
        </Link>
      )}
      {after && (
        <Link prefetch={false} href={pathOf('record/element', after.elementId)} className={`${LOOK} justify-end text-right sm:col-start-2`}>
          <span className="min-w-0">
            <span className="block text-sm text-muted">{t('after')}</span>
            <span className="line-clamp-2 break-words">{after.title}</span>
          </span>
          <ChevronRight aria-hidden className="size-4 shrink-0 text-accent" />
        </Link>
      )}
    </nav>
  );
}
