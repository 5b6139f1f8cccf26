'use client';
import { useTranslations } from 'next-intl';
import { useEffect } from 'react';
import { useAsk } from '../../../client/act.ts';
import { problemOf } from '../../../client/refused-act.ts';
import { PageHeader } from '../../../components/ui/page-header.tsx';
import { Spinner } from '../../../components/ui/spinner.tsx';
import { ProblemNotice } from '../../shell/problem-notice.tsx';
import { SeriesCourse } from './series-course.tsx';

interface SeriesPageProps {
  readonly seriesKey: string;
  /** `own`, or the account whose record it is. */
  readonly recordId: string;
  readonly back: string;
  /** Whose, where it is not the own one. */
  readonly whose?: string;
}

/** One measurement over time. */
export function SeriesPage({ seriesKey, recordId, back, whose }: SeriesPageProps) {
  const t = useTranslations('record');
  const kinds = useTranslations('common.kinds');
  const { data, error, refetch, isPending } = useAsk(['elements', 'series', recordId, seriesKey], async (acts) => ({
    series: await acts.series({ recordId }, seriesKey),
  }));
  const series = data?.series;
  useEffect(() => document.querySelector<HTMLElement>('#main')?.focus(), []);
  useEffect(() => scrollTo({ top: 0 }), []);
  return (
    <>
      <PageHeader title={series?.name ?? kinds('measurements')} back={back} intro={whose} />
      {error && <ProblemNotice problem={problemOf(error)} onRetry={() => void refetch()} />}
      {isPending && <Spinner />}
      {data && !series && <p className="text-muted">{t('series.gone')}</p>}
      {series && <SeriesCourse series={series} />}
    </>
  );
}
