'use client';
import type { ImportSummary } from '@sealchart/sdk';
import { RotateCcw } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useAsk } from '../../client/act.ts';
import { useDates } from '../../client/dates.ts';
import { problemOf } from '../../client/refused-act.ts';
import { Badge } from '../../components/ui/badge.tsx';
import { Button } from '../../components/ui/button.tsx';
import { ProblemNotice } from '../shell/problem-notice.tsx';
import { UndoDialog } from './undo-dialog.tsx';

/** What was imported and is still there, each with the way back. */
export function ImportList() {
  const t = useTranslations('exchange.list');
  const dates = useDates();
  const { data, error, refetch } = useAsk(['imports'], (acts) => acts.imports());
  const [chosen, setChosen] = useState<ImportSummary>();
  if (error) return <ProblemNotice problem={problemOf(error)} onRetry={() => void refetch()} />;
  if (!data || (data.length === 0 && !chosen)) return undefined;
  return (
    <section aria-labelledby="imports" className="space-y-3">
      <h2 id="imports" className="text-lg font-semibold">
        {t('title')}
      </h2>
      <ul className="divide-y divide-line rounded-2xl border border-line bg-surface empty:hidden">
        {data.map((item) => (
          <li key={item.importId} className="flex flex-wrap items-center justify-between gap-3 p-4">
            <div className="min-w-0 space-y-1">
              <p className="flex flex-wrap items-center gap-2">
                <span className="font-medium">{dates.instant(item.importedAt)}</span>
                {item.isUnfinished && <Badge kind="warn">{t('unfinished')}</Badge>}
              </p>
              <p className="text-sm text-muted">
                {t('entries', { count: item.elements })}
                {item.unchanged < item.elements && ` · ${t('changed', { count: item.elements - item.unchanged })}`}
              </p>
              {item.isUnfinished && <p className="text-sm">{t('goOn')}</p>}
            </div>
            <Button look="secondary" aria-label={t('undoOf', { time: dates.instant(item.importedAt) })} onClick={() => setChosen(item)}>
              <RotateCcw aria-hidden className="size-4" />
              {t('undo')}
            </Button>
          </li>
        ))}
      </ul>
      <UndoDialog importId={chosen?.importId} count={chosen?.elements ?? 0} onClose={() => setChosen(undefined)} />
    </section>
  );
}
