'use client';
import { SearchX } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { usePaths } from '../../client/paths.ts';
import { Button } from '../../components/ui/button.tsx';
import { EmptyState } from '../../components/ui/empty-state.tsx';
import type { View, ViewFilter } from '../../worker/view/view-types.ts';
import { ElementList } from './element-list.tsx';
import { EmptyKind } from './empty-kind.tsx';
import type { Kind } from './kinds.ts';
import { clearRecordFilter } from './record-filter.ts';
import { seriesFragment } from './record-place.ts';
import { Measurements } from './series/measurements.tsx';
import type { RecordView } from './view.ts';

interface RecordBodyProps {
  readonly kind: Kind | undefined;
  readonly filter: ViewFilter;
  readonly view: RecordView;
  readonly head: View;
  readonly label: string;
  readonly isChoosing: boolean;
}

/** The entries, or why there are none. */
export function RecordBody({ kind, filter, view, head, label, isChoosing }: RecordBodyProps) {
  const t = useTranslations('record');
  const paths = usePaths();
  const { text, author, from, to, standing } = filter;
  const isNarrowed = [text, author, from, to, standing].some((part) => part !== undefined);
  if (head.total === 0 && isNarrowed) {
    return (
      <EmptyState
        icon={SearchX}
        title={t('nothing.title')}
        actions={
          <Button look="secondary" onClick={clearRecordFilter}>
            {t('nothing.clear')}
          </Button>
        }
      >
        <p>{t('nothing.text')}</p>
      </EmptyState>
    );
  }
  if (head.total === 0) return <EmptyKind kind={kind} isAllEmpty={head.all === 0} />;
  if (kind !== 'measurements') return <ElementList view={view} label={label} isChoosing={isChoosing} />;
  return (
    <Measurements
      filter={filter}
      view={view}
      label={label}
      isChoosing={isChoosing}
      pathOf={(key) => paths('record', seriesFragment(key))}
    />
  );
}
