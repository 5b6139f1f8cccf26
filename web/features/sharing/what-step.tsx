'use client';
import { useTranslations } from 'next-intl';
import { useEffect, useRef, useState } from 'react';
import { useAsk } from '../../client/act.ts';
import { usePaths } from '../../client/paths.ts';
import { problemOf } from '../../client/refused-act.ts';
import { Button, ButtonLink } from '../../components/ui/button.tsx';
import { EmptyState } from '../../components/ui/empty-state.tsx';
import { Spinner } from '../../components/ui/spinner.tsx';
import { FileHeart } from 'lucide-react';
import { ProblemNotice } from '../shell/problem-notice.tsx';
import { KindChoice } from './kind-choice.tsx';
import type { ShareDraft } from './share-draft.ts';
import { changeShare } from './share-draft.ts';

/** What is to be shared: whole parts of the record, or single entries. */
export function WhatStep({ draft, onDone }: { readonly draft: ShareDraft; readonly onDone: () => void }) {
  const t = useTranslations('sharing.new.what');
  const common = useTranslations('common.actions');
  const pathOf = usePaths();
  const { data, error, refetch } = useAsk(['elements', 'own-kinds'], (acts) => acts.ownKinds());
  const [isEmpty, setEmpty] = useState(false);
  const alert = useRef<HTMLParagraphElement>(null);
  const { elementIds } = draft;
  useEffect(() => {
    if (isEmpty) alert.current?.focus();
  }, [isEmpty]);
  if (error) return <ProblemNotice problem={problemOf(error)} onRetry={() => void refetch()} />;
  if (!data) return <Spinner />;
  if (data.length === 0 && elementIds.size === 0) {
    return (
      <EmptyState icon={FileHeart} title={t('empty.title')} actions={<ButtonLink href={pathOf('record')}>{t('empty.record')}</ButtonLink>}>
        <p>{t('empty.text')}</p>
      </EmptyState>
    );
  }
  const own = new Set(data.flatMap((kind) => kind.elementIds));
  const others = [...elementIds].filter((elementId) => !own.has(elementId)).length;
  const setChosen = (chosen: ReadonlySet<string>) => {
    setEmpty(false);
    changeShare({ elementIds: chosen });
  };
  return (
    <div className="space-y-5">
      <ul aria-label={t('label')} className="divide-y divide-line rounded-2xl border border-line bg-surface px-4">
        {data.map((kind) => (
          <li key={kind.kind}>
            <KindChoice kind={kind} chosen={elementIds} onChange={setChosen} />
          </li>
        ))}
      </ul>
      {others > 0 && <p className="text-muted">{t('others', { count: others })}</p>}
      <p className="text-sm text-muted">{t('later')}</p>
      {isEmpty && (
        <p ref={alert} tabIndex={-1} role="alert" className="text-bad outline-none">
          {t('none')}
        </p>
      )}
      <div className="flex flex-wrap items-center gap-3">
        <Button onClick={() => (elementIds.size > 0 ? onDone() : setEmpty(true))}>{common('next')}</Button>
        <p role="status" className="text-muted">
          {t('chosen', { count: elementIds.size })}
        </p>
      </div>
    </div>
  );
}
