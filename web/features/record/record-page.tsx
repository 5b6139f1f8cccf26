'use client';
import { RecordHome } from './record-home.tsx';
import { useRecordPlace } from './record-place.ts';
import { SeriesPage } from './series/series-page.tsx';

/** The own record: all of it, a part, or the course of one measurement, as the fragment says. */
export function RecordPage() {
  const { kind, seriesKey } = useRecordPlace();
  return seriesKey === undefined ? <RecordHome kind={kind} /> : <SeriesPage key={seriesKey} seriesKey={seriesKey} />;
}
