'use client';
import { usePaths } from '../../client/paths.ts';
import { RecordHome } from './record-home.tsx';
import { useRecordPlace } from './record-place.ts';
import { SeriesPage } from './series/series-page.tsx';

/** The own record: all of it, a part, or the course of one measurement, as the fragment says. */
export function RecordPage() {
  const { kind, seriesKey } = useRecordPlace();
  const paths = usePaths();
  if (seriesKey === undefined) return <RecordHome kind={kind} />;
  return <SeriesPage key={seriesKey} seriesKey={seriesKey} recordId="own" back={paths('record', 'measurements')} />;
}
