'use client';
import type { OpenedElement } from '@sealchart/sdk';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useAsk } from '../../client/act.ts';
import { useFragment } from '../../client/fragment.ts';
import { usePaths } from '../../client/paths.ts';
import { problemOf } from '../../client/refused-act.ts';
import { Notice } from '../../components/ui/notice.tsx';
import { PageHeader } from '../../components/ui/page-header.tsx';
import { Spinner } from '../../components/ui/spinner.tsx';
import { ProblemNotice } from '../shell/problem-notice.tsx';
import { EditForm, RAW } from './edit-form.tsx';

/** Changes one element. */
export function EditPage() {
  const t = useTranslations('write');
  const [elementId = '', form] = useFragment().split('/');
  const pathOf = usePaths();
  const { data, error, refetch } = useAsk(['elements', 'open', elementId], (acts) => acts.open(elementId), { isEnabled: elementId !== '' });
  const back = pathOf('record/element', elementId);
  return (
    <>
      <PageHeader back={back} title={t('edit.title')} />
      {error && !data && <ProblemNotice problem={problemOf(error)} onRetry={() => void refetch()} />}
      {!error && !data && <Spinner />}
      {data && <Editing key={elementId} newest={data} isRaw={form === RAW} back={back} />}
    </>
  );
}

/** The form stays with the content that it was opened with, whatever arrives meanwhile: the edit says what it was made from. */
function Editing({ newest, isRaw, back }: { readonly newest: OpenedElement; readonly isRaw: boolean; readonly back: string }) {
  const t = useTranslations('write.edit');
  const [opened] = useState(newest);
  return (
    <div className="space-y-4">
      {newest.contentVersion !== opened.contentVersion && (
        <Notice kind="info" role="status">
          {t('meanwhile')}
        </Notice>
      )}
      <EditForm opened={opened} isRaw={isRaw} back={back} />
    </div>
  );
}
