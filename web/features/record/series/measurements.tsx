'use client';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '../../../components/ui/button.tsx';
import type { ViewFilter } from '../../../worker/view/view-types.ts';
import { ElementList } from '../element-list.tsx';
import type { RecordView } from '../view.ts';
import { MeasurementList } from './measurement-list.tsx';

interface MeasurementsProps {
  readonly filter: ViewFilter;
  readonly view: RecordView;
  readonly label: string;
  readonly isChoosing?: boolean;
  /** Leads to the course of one measurement. */
  readonly pathOf: (seriesKey: string) => string;
}

/** Measurements by what was measured, or one by one. */
export function Measurements({ filter, view, label, isChoosing = false, pathOf }: MeasurementsProps) {
  const t = useTranslations('record.measurements');
  const [isByDate, setByDate] = useState(false);
  const isList = isByDate || isChoosing;
  return (
    <>
      <div role="group" aria-label={t('arrange')} className="flex flex-wrap gap-2">
        {[false, true].map((choice) => (
          <Button
            key={String(choice)}
            look={choice === isList ? 'secondary' : 'quiet'}
            aria-pressed={choice === isList}
            onClick={() => setByDate(choice)}
          >
            {t(choice ? 'byDate' : 'byValue')}
          </Button>
        ))}
      </div>
      {isList ? <ElementList view={view} label={label} isChoosing={isChoosing} /> : <MeasurementList filter={filter} pathOf={pathOf} />}
    </>
  );
}
