'use client';
import type { Conflict } from '@sealchart/sdk';
import { CircleCheck } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useAsk } from '../../client/act.ts';
import { usePaths } from '../../client/paths.ts';
import { problemOf } from '../../client/refused-act.ts';
import { ButtonLink } from '../../components/ui/button.tsx';
import { EmptyState } from '../../components/ui/empty-state.tsx';
import { PageHeader } from '../../components/ui/page-header.tsx';
import { Spinner } from '../../components/ui/spinner.tsx';
import { useIsSelf } from '../people/people.ts';
import { ProblemNotice } from '../shell/problem-notice.tsx';
import { ConflictForm } from './conflict-form.tsx';

/** Two changes of the same part: both are shown, and somebody chooses. */
export function ConflictChoice({ elementId }: { readonly elementId: string }) {
  const t = useTranslations('element.conflicts');
  const pathOf = usePaths();
  const { data, error, refetch } = useAsk(['waiting', 'conflicts'], (acts) => acts.conflicts());
  const isSelf = useIsSelf();
  const conflict = data?.find((one) => one.elementId === elementId);
  return (
    <>
      <PageHeader
        back={pathOf('record/waiting')}
        title={t('title')}
        intro={conflict && t(isSelf(conflict.theirAuthor) ? 'introSelf' : 'intro')}
      />
      {error && <ProblemNotice problem={problemOf(error)} onRetry={() => void refetch()} />}
      {!data && !error && <Spinner />}
      {data && !conflict && (
        <EmptyState
          icon={CircleCheck}
          title={t('none')}
          actions={<ButtonLink href={pathOf('record/element', elementId)}>{t('toElement')}</ButtonLink>}
        />
      )}
      {conflict && <ConflictForm key={keyOf(conflict)} conflict={conflict} />}
    </>
  );
}

/** Another version of theirs is another choice: nothing that was ticked for the one before counts. */
const keyOf = ({ theirVersion, editedAt }: Conflict): string => `${theirVersion} ${editedAt}`;
