'use client';
import { useTranslations } from 'next-intl';
import type { FormEventHandler, ReactNode } from 'react';
import { usePaths } from '../../client/paths.ts';
import { problemOf } from '../../client/refused-act.ts';
import { useUnsaved } from '../../client/unsaved.tsx';
import { Button, ButtonLink } from '../../components/ui/button.tsx';
import { Card } from '../../components/ui/card.tsx';
import { Notice } from '../../components/ui/notice.tsx';
import { ProblemNotice } from '../shell/problem-notice.tsx';
import type { Problem } from '../../worker/problem.ts';
import type { Saving } from './saving.ts';

interface FormFrameProps {
  readonly saving: Pick<Saving, 'isPending' | 'error'>;
  readonly isDirty: boolean;
  readonly onSubmit: FormEventHandler;
  readonly submitLabel?: ReactNode;
  readonly children: ReactNode;
  /** Where "cancel" leads. */
  readonly back?: string;
}

/** The frame of every form: fields, what was refused, save and cancel; what is typed is not left behind unasked. */
export function FormFrame({ saving: { isPending, error }, isDirty, onSubmit, submitLabel, children, back }: FormFrameProps) {
  const t = useTranslations('common.actions');
  const pathOf = usePaths();
  const guard = useUnsaved(isDirty);
  return (
    <Card className="max-w-2xl">
      <form noValidate onSubmit={onSubmit} className="space-y-5">
        {children}
        {error && <SavingProblem problem={problemOf(error)} />}
        <div className="flex flex-wrap gap-3 pt-1">
          <Button type="submit" isBusy={isPending}>
            {submitLabel ?? t('save')}
          </Button>
          <ButtonLink look="quiet" href={back ?? pathOf('record')}>
            {t('cancel')}
          </ButtonLink>
        </div>
      </form>
      {guard}
    </Card>
  );
}

/** Why a form was not saved. A change of the same part that waits here, made in another tab, is settled there first. */
function SavingProblem({ problem }: { readonly problem: Problem }) {
  const t = useTranslations('write.waits');
  const pathOf = usePaths();
  if (problem.code !== 'E_UNMERGED') return <ProblemNotice problem={problem} />;
  return (
    <Notice
      kind="bad"
      role="alert"
      title={t('title')}
      actions={
        // In a tab of its own: what is typed here stays.
        <ButtonLink look="secondary" href={pathOf('record/waiting')} target="_blank">
          {t('see')}
        </ButtonLink>
      }
    >
      {t('text')}
    </Notice>
  );
}
