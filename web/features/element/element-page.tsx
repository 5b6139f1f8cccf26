'use client';
import { useTranslations } from 'next-intl';
import { useEffect, useRef } from 'react';
import { useAct, useAsk } from '../../client/act.ts';
import { useFragment } from '../../client/fragment.ts';
import { usePaths } from '../../client/paths.ts';
import { problemOf } from '../../client/refused-act.ts';
import { Spinner } from '../../components/ui/spinner.tsx';
import { useIsSelf } from '../people/people.ts';
import { Addenda } from './addenda.tsx';
import { ElementContent } from './element-content.tsx';
import { ElementHead } from './element-head.tsx';
import { ElementProblem } from './element-problem.tsx';
import { History } from './history.tsx';
import { NearEntries } from './near-entries.tsx';
import { Readers } from './readers.tsx';

/** One element of a record: what it says, who says so, what it said before, and who can read it. */
export function ElementPage() {
  const t = useTranslations('element');
  const elementId = useFragment();
  const pathOf = usePaths();
  const { data, error, refetch } = useAsk(['elements', 'open', elementId], (acts) => acts.open(elementId), { isEnabled: elementId !== '' });
  const { mutate: markSeen } = useAct((acts, id: string) => acts.markSeen([id]), { changes: ['elements'] });
  const { data: waiting } = useAsk(['waiting'], (acts) => acts.waiting());
  const isOwn = useIsSelf();
  const isUnseen = data?.isUnseen === true;
  useEffect(() => {
    if (isUnseen) markSeen(elementId);
  }, [isUnseen, elementId, markSeen]);
  const former = useRef(elementId);
  useEffect(() => {
    // From one entry to the next the page stays: whoever goes there begins at its top.
    if (former.current === elementId) return;
    former.current = elementId;
    document.querySelector<HTMLElement>('#main')?.focus();
    scrollTo({ top: 0 });
  }, [elementId]);

  if (error) return <ElementProblem key={elementId} elementId={elementId} problem={problemOf(error)} onRetry={() => void refetch()} />;
  if (!data) return elementId === '' ? <ElementProblem elementId="" problem={{ code: 'E_NOT_FOUND' }} /> : <Spinner label={t('opening')} />;
  // Without the server the content that was opened last knows nothing of an edit made since.
  const edit = data.edit ?? waiting?.find((one) => one.elementId === elementId)?.state;
  const element = edit ? { ...data, edit } : data;
  return (
    <article key={elementId}>
      <ElementHead element={element} back={isOwn(element.recordId) ? pathOf('record') : pathOf('shared', element.recordId)} />
      <div className="grid grid-cols-[minmax(0,1fr)] gap-6 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <div className="space-y-6">
          <ElementContent element={element} />
          <Addenda element={element} />
        </div>
        <div className="space-y-6">
          <Readers element={element} />
          <History element={element} />
        </div>
      </div>
      <NearEntries elementId={elementId} />
    </article>
  );
}
