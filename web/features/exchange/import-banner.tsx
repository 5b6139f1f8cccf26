'use client';
import { FileUp } from 'lucide-react';
import { useTranslations } from 'next-intl';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useFormats } from '../../client/formats.ts';
import { usePaths } from '../../client/paths.ts';
import { useImport } from './import-provider.tsx';

const PLACE = 'record/import';

/** On every other page: that an import goes on, needs somebody, has ended, or was cut off. */
export function ImportBanner() {
  const t = useTranslations('exchange.banner');
  const format = useFormats();
  const paths = usePaths();
  const path = usePathname();
  const { state, isCut } = useImport();
  const isAbout = state.step === 'import' || state.step === 'report';
  if (path === paths(PLACE) || !(isAbout || isCut)) return undefined;
  const course = state.step === 'import' ? state.course : undefined;
  const share = course?.total ? Math.min(course.done / course.total, 1) : 0;
  return (
    <p className="no-print mb-4 flex flex-wrap items-center justify-between gap-x-4 gap-y-1 rounded-xl bg-accent-soft px-4 py-2 text-sm">
      <span className="flex min-w-0 items-center gap-2">
        <FileUp aria-hidden className="size-4 shrink-0 text-accent" />
        <span className="tabular-nums">
          {state.step === 'import' && t(state.motion, { share: format.number(share, { style: 'percent' }) })}
          {state.step === 'report' && t('report')}
          {!isAbout && t('cut')}
        </span>
      </span>
      <Link
        prefetch={false}
        href={paths(PLACE)}
        className="inline-flex min-h-6 items-center text-accent underline-offset-2 hover:underline"
      >
        {t('show')}
      </Link>
    </p>
  );
}
