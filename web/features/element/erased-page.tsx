'use client';
import { Trash2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useAsk } from '../../client/act.ts';
import { usePaths } from '../../client/paths.ts';
import { problemOf } from '../../client/refused-act.ts';
import { EmptyState } from '../../components/ui/empty-state.tsx';
import { PageHeader } from '../../components/ui/page-header.tsx';
import { Spinner } from '../../components/ui/spinner.tsx';
import { ProblemNotice } from '../shell/problem-notice.tsx';
import { Receipt } from './receipt.tsx';

/** Everything that was erased from the own record, with its receipts. */
export function ErasedPage() {
  const t = useTranslations('element.erased');
  const pathOf = usePaths();
  const { data, error, refetch } = useAsk(['elements', 'erased'], (acts) => acts.erased());
  return (
    <>
      <PageHeader back={pathOf('record')} title={t('title')} intro={t('intro')} />
      {error && <ProblemNotice problem={problemOf(error)} onRetry={() => void refetch()} />}
      {!data && !error && <Spinner />}
      {data?.length === 0 && (
        <EmptyState icon={Trash2} title={t('none')}>
          {t('noneText')}
        </EmptyState>
      )}
      <ul className="max-w-2xl space-y-4">
        {data?.map((erased) => (
          <li key={erased.elementId}>
            <Receipt erased={erased} />
          </li>
        ))}
      </ul>
    </>
  );
}
