'use client';
import { ArrowDown, ArrowUp, MoveRight } from 'lucide-react';
import { useLocale, useTranslations } from 'next-intl';
import Link from 'next/link';
import { useAsk } from '../../../client/act.ts';
import { problemOf } from '../../../client/refused-act.ts';
import { Badge } from '../../../components/ui/badge.tsx';
import { Spinner } from '../../../components/ui/spinner.tsx';
import type { SeriesSummary, ViewFilter } from '../../../worker/view/view-types.ts';
import { ProblemNotice } from '../../shell/problem-notice.tsx';
import { useRowDate } from '../row-date.ts';
import { flagOfAll, useValueTexts } from '../values.ts';
import { Sparkline } from './sparkline.tsx';

const CATEGORIES = ['vitals', 'labs', 'other'] as const;
const TRENDS = { up: ArrowUp, down: ArrowDown, steady: MoveRight } as const;

/** What was measured, each with its newest value, how it stands to its reference and to the value before. */
export function MeasurementList({ filter, pathOf }: { readonly filter: ViewFilter; readonly pathOf: (seriesKey: string) => string }) {
  const t = useTranslations('record.categories');
  const locale = useLocale();
  const { data, error, refetch } = useAsk(['elements', 'measurements', filter], (acts) => acts.measurements(filter));
  if (error) return <ProblemNotice problem={problemOf(error)} onRetry={() => void refetch()} />;
  if (!data) return <Spinner />;
  return CATEGORIES.map((category) => {
    const series = data.filter((item) => item.category === category).toSorted((a, b) => a.name.localeCompare(b.name, locale));
    if (series.length === 0) return null;
    return (
      <section key={category}>
        <h2 className="px-3 pt-4 pb-2 text-sm font-semibold text-muted">{t(category)}</h2>
        <ul className="overflow-hidden rounded-2xl border border-line bg-surface">
          {series.map((item) => (
            <li key={item.key} className="border-b border-line last:border-0">
              <MeasurementRow series={item} href={pathOf(item.key)} />
            </li>
          ))}
        </ul>
      </section>
    );
  });
}

function MeasurementRow({
  series: { name, latest, trend, recent, count },
  href,
}: {
  readonly series: SeriesSummary;
  readonly href: string;
}) {
  const t = useTranslations('record');
  const dateOf = useRowDate();
  const texts = useValueTexts();
  const flag = flagOfAll(latest.values);
  const Flag = flag === 'high' ? ArrowUp : ArrowDown;
  const Trend = trend && TRENDS[trend];
  return (
    <Link prefetch={false} href={href} className="flex flex-wrap items-center justify-end gap-x-4 gap-y-1 px-4 py-3 hover:bg-sunken">
      <span className="min-w-0 flex-1 basis-40">
        <span className="block font-medium break-words">{name}</span>
        <span className="block text-sm text-muted">
          {dateOf(latest.date)} · {t('measurements.count', { count })}
        </span>
      </span>
      <Sparkline numbers={recent} />
      <span className="flex max-w-full shrink-0 flex-col items-end gap-1 text-right">
        <span className="text-lg font-semibold break-words tabular-nums">
          {latest.values.length > 0 ? texts.values(latest.values) : latest.valueText}
        </span>
        {flag && (
          <Badge kind="warn" icon={Flag}>
            {t(`flag.${flag}`)}
          </Badge>
        )}
        {Trend && (
          <span className="inline-flex items-center gap-1 text-sm text-muted">
            <Trend aria-hidden className="size-4" />
            {t(`trend.${trend}`)}
          </span>
        )}
      </span>
    </Link>
  );
}
