'use client';
import { useTranslations } from 'next-intl';
import { Button } from '../../components/ui/button.tsx';
import { Notice } from '../../components/ui/notice.tsx';
import type { Problem } from '../../worker/problem.ts';
import { ProblemNotice } from './problem-notice.tsx';

interface LogInProblemProps {
  readonly problem: Problem;
  /** The person says that the password was changed elsewhere, and logs in with the new one. */
  readonly onPasswordChanged: () => void;
  readonly isBusy: boolean;
}

/** Why a log-in was refused; asks where only the person knows whether all is well. */
export function LogInProblem({ problem, onPasswordChanged, isBusy }: LogInProblemProps) {
  const t = useTranslations('common.passwordChanged');
  if (problem.code !== 'E_SALT') return <ProblemNotice problem={problem} />;
  return (
    <Notice
      kind="warn"
      role="alert"
      title={t('title')}
      actions={
        <Button look="secondary" isBusy={isBusy} onClick={onPasswordChanged}>
          {t('yes')}
        </Button>
      }
    >
      <p>{t('why')}</p>
      <p>{t('no')}</p>
    </Notice>
  );
}
