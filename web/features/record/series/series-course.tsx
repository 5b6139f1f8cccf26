'use client';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useTranslations } from 'next-intl';
import dynamic from 'next/dynamic';
import { useMemo, useState } from 'react';
import { useDates } from '../../../client/dates.ts';
import { Card } from '../../../components/ui/card.tsx';
import { IconButton } from '../../../components/ui/icon-button.tsx';
import { Notice } from '../../../components/ui/notice.tsx';
import { Spinner } from '../../../components/ui/spinner.tsx';
import type { Series } from '../../../worker/view/view-types.ts';
import { Choices } from './choices.tsx';
import { courseOf } from './course.ts';
import { SeriesTable } from './series-table.tsx';
import type { Span } from './time-window.ts';
import { SPANS, windowOf } from './time-window.ts';

/** The chart is heavy: it comes when one is looked at. */
const SeriesChart = dynamic(() => import('./series-chart.tsx').then((chart) => chart.SeriesChart), {
  ssr: false,
  loading: () => <Spinner />,
});

const ALL_SPANS = Object.keys(SPANS) as readonly Span[];

/** Chart and table of one measurement: the same numbers in both. */
export function SeriesCourse({ series }: { readonly series: Series }) {
  const t = useTranslations('record.series');
  const dates = useDates();
  const [unit, setUnit] = useState<string>();
  const [span, setSpan] = useState<Span>('all');
  const [back, setBack] = useState(0);
  const course = useMemo(() => courseOf(series, unit), [series, unit]);
  const shown = useMemo(() => windowOf(course.points, span, back), [course, span, back]);
  const isDrawable = course.lines.length > 0 && course.points.filter(({ at }) => !Number.isNaN(at)).length > 1;
  const points = isDrawable ? course.points.filter(({ at }) => at >= shown.from && at <= shown.to) : course.points;
  const oldest = course.points.at(-1)?.at ?? 0;
  return (
    <div className="space-y-6">
      {isDrawable && (
        <Card className="space-y-4">
          <div className="flex flex-wrap items-end justify-between gap-4">
            <Choices
              label={t('window')}
              choices={ALL_SPANS.map((name) => ({ value: name, label: t(name) }))}
              value={span}
              onChoose={(name) => {
                setSpan(name);
                setBack(0);
              }}
            />
            {course.units.length > 0 && (
              <Choices
                label={t('unit')}
                choices={course.units.map(({ code, label }) => ({ value: code, label }))}
                value={course.units.find(({ label }) => label === course.unit)?.code ?? ''}
                onChoose={setUnit}
              />
            )}
          </div>
          <SeriesChart course={course} points={points} shown={shown} label={t('label', { name: series.name })} />
          <div className="flex items-center justify-between gap-3">
            <IconButton
              icon={ChevronLeft}
              label={t('earlier')}
              disabled={span === 'all' || shown.from <= oldest}
              className="disabled:opacity-40"
              onClick={() => setBack(back + 1)}
            />
            <p role="status" className="text-center text-sm text-muted">
              {t('span', { from: dates.day(shown.from), to: dates.day(shown.to) })}
              {points.length === 0 && ` – ${t('none')}`}
            </p>
            <IconButton
              icon={ChevronRight}
              label={t('later')}
              disabled={span === 'all' || back === 0}
              className="disabled:opacity-40"
              onClick={() => setBack(back - 1)}
            />
          </div>
          <p className="text-sm text-muted">{t('keys')}</p>
          {unit !== undefined && unit !== series.points[0]?.values[0]?.unitCode && <p className="text-sm text-muted">{t('converted')}</p>}
          {course.notDrawn > 0 && <Notice>{t('mixed', { count: course.notDrawn })}</Notice>}
        </Card>
      )}
      <SeriesTable course={course} points={points} hasChart={isDrawable} />
    </div>
  );
}
