'use client';
import { ListChecks, SlidersHorizontal, Trash2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import Link from 'next/link';
import { useId, useState } from 'react';
import { usePaths } from '../../client/paths.ts';
import { useSync } from '../../client/sync.tsx';
import { Button } from '../../components/ui/button.tsx';
import { Spinner } from '../../components/ui/spinner.tsx';
import type { ViewFilter } from '../../worker/view/view-types.ts';
import { ProblemNotice } from '../shell/problem-notice.tsx';
import { KindLinks } from './kind-links.tsx';
import { useKindName } from './kind-names.ts';
import type { Kind } from './kinds.ts';
import { RecordBody } from './record-body.tsx';
import type { RecordFilter } from './record-filter.ts';
import { useRecordFilter } from './record-filter.ts';
import { RecordFilters } from './record-filters.tsx';
import { NotThereYet } from './first-sync.tsx';
import { RecordSearch } from './record-search.tsx';
import { select, selectedIds } from './selection.ts';
import { SelectionBar } from './selection-bar.tsx';
import { useView } from './view.ts';

/** Kinds that are read by what is still so. */
const BY_STANDING: ReadonlySet<Kind> = new Set<Kind>(['medications', 'allergies', 'conditions']);

/** Parts, search and filter above the entries that they leave. */
export function RecordBrowser({ kind }: { readonly kind: Kind | undefined }) {
  const t = useTranslations('record');
  const kindName = useKindName();
  const paths = usePaths();
  const narrowed = useRecordFilter();
  const panel = useId();
  const set = countOf(narrowed);
  const [isFiltering, setFiltering] = useState(set > 0);
  const [isChoosing, setChoosing] = useState(() => selectedIds().size > 0);
  const filter: ViewFilter = {
    recordId: 'own',
    ...narrowed,
    ...(kind && { kind }),
    ...(kind && BY_STANDING.has(kind) && { sort: 'standing' as const }),
  };
  const view = useView(filter);
  const { head } = view;
  const { state, syncedAt } = useSync();
  // A device that never heard from the server cannot say that there is nothing.
  const isMissing = head?.all === 0 && state !== 'synced' && syncedAt === undefined;
  const label = kind ? kindName(kind) : t('views.all');
  return (
    <>
      <KindLinks current={kind} counts={head?.counts} />
      {/* The ways to the parts say on the screen which one this is. */}
      {kind && <p className="hidden text-lg font-semibold print:block">{label}</p>}
      <div className="no-print flex flex-wrap items-center gap-2">
        <RecordSearch />
        <Button look="secondary" aria-expanded={isFiltering} aria-controls={panel} onClick={() => setFiltering(!isFiltering)}>
          <SlidersHorizontal aria-hidden className="size-4" />
          {set > 0 ? t('filter.active', { count: set }) : t('filter.toggle')}
        </Button>
        {!isChoosing && (head?.total ?? 0) > 0 && (
          <Button look="secondary" onClick={() => setChoosing(true)}>
            <ListChecks aria-hidden className="size-4" />
            {t('select.start')}
          </Button>
        )}
      </div>
      {isFiltering && <RecordFilters id={panel} authors={head?.authors ?? []} />}
      {isChoosing && (
        <SelectionBar
          filter={filter}
          total={head?.total ?? 0}
          onDone={() => {
            select([]);
            setChoosing(false);
          }}
        />
      )}
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 px-3 text-sm text-muted">
        <p role="status">
          {head && !isMissing && t(narrowed.text === undefined ? 'search.entries' : 'search.results', { count: head.total })}
          {head?.isComplete === false && ` ${t('search.reading')}`}
        </p>
        <Link
          prefetch={false}
          href={paths('record/erased')}
          className="no-print inline-flex min-h-6 items-center gap-1 underline-offset-2 hover:text-ink hover:underline"
        >
          <Trash2 aria-hidden className="size-4" />
          {t('erasedLink')}
        </Link>
      </div>
      {view.problem && <ProblemNotice problem={view.problem} onRetry={view.retry} />}
      {isMissing && <NotThereYet />}
      {head && !isMissing && <RecordBody kind={kind} filter={filter} view={view} head={head} label={label} isChoosing={isChoosing} />}
      {!head && !view.problem && <Spinner label={t('loading')} />}
    </>
  );
}

/** What the panel has set. */
function countOf(filter: RecordFilter): number {
  return Object.keys(filter).filter((name) => name !== 'text').length;
}
