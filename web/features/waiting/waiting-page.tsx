'use client';
import { CloudCheck } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useAsk } from '../../client/act.ts';
import { useFragment } from '../../client/fragment.ts';
import { usePaths } from '../../client/paths.ts';
import { problemOf } from '../../client/refused-act.ts';
import { useSync } from '../../client/sync.tsx';
import { Button } from '../../components/ui/button.tsx';
import { EmptyState } from '../../components/ui/empty-state.tsx';
import { PageHeader } from '../../components/ui/page-header.tsx';
import { Spinner } from '../../components/ui/spinner.tsx';
import { ProblemNotice } from '../shell/problem-notice.tsx';
import { ConflictChoice } from './conflict-choice.tsx';
import { WaitingItem } from './waiting-item.tsx';

/** What waits on this device to be sent, and where a choice is needed between two changes. */
export function WaitingPage() {
  const chosen = useFragment();
  return chosen === '' ? <WaitingList /> : <ConflictChoice key={chosen} elementId={chosen} />;
}

function WaitingList() {
  const t = useTranslations('element.pending');
  const pathOf = usePaths();
  const { state, syncNow } = useSync();
  const { data, error, refetch } = useAsk(['waiting'], (acts) => acts.waiting());
  return (
    <>
      <PageHeader
        back={pathOf('record')}
        title={t('title')}
        intro={t('intro')}
        actions={
          data &&
          data.length > 0 && (
            <Button isBusy={state === 'syncing'} onClick={syncNow}>
              {t('send')}
            </Button>
          )
        }
      />
      {error && <ProblemNotice problem={problemOf(error)} onRetry={() => void refetch()} />}
      {!data && !error && <Spinner />}
      {data?.length === 0 && (
        <EmptyState icon={CloudCheck} title={t('none')}>
          {t('noneText')}
        </EmptyState>
      )}
      <ul className="max-w-3xl space-y-3">
        {data?.map((edit) => (
          <li key={`${edit.elementId} ${edit.kind}`}>
            <WaitingItem edit={edit} />
          </li>
        ))}
      </ul>
    </>
  );
}
